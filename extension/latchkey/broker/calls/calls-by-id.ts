import { fits } from '../../protocol/body.ts';
import type { Reply } from '../../protocol/messages.ts';
import { isResponse } from '../../protocol/wire.ts';
import type { Clock } from '../ports.ts';

/** Longer than a call that was answered can be on its way a second time, on a busy machine. */
const KEPT_MS = 5_000;
const MOST_KEPT = 200;
/** A larger answer is not worth its place in memory: the call is made again. */
const MOST_KEPT_BYTES = 64 * 1024;

interface MadeCall {
  readonly reply: Promise<Reply>;
  readonly abort: () => void;
  repeated: boolean;
}

/**
 * The calls that are running or were answered lately, by the name that their caller gave them. A client that has
 * waited too long for its port asks by a message too: a call is answered as often as it comes, and made once.
 */
export function createCallsById(clock: Pick<Clock, 'now'>) {
  const running = new Map<string, MadeCall>();
  /** The oldest first. */
  const ended = new Map<string, { readonly call: MadeCall; readonly atMs: number }>();

  const find = (name: string): MadeCall | undefined => running.get(name) ?? ended.get(name)?.call;

  function forgetOld(): void {
    for (const [name, { atMs }] of ended) {
      // By its distance: a clock that was set back would keep it for ever.
      if (ended.size <= MOST_KEPT && Math.abs(clock.now() - atMs) < KEPT_MS) return;
      ended.delete(name);
    }
  }

  return {
    /** Whether this is the first time that a call comes again. Only that is to be expected of a client. */
    isFirstRepeat(name: string): boolean {
      const call = find(name);
      if (!call || call.repeated) return false;
      call.repeated = true;
      return true;
    },

    /** The reply to the call of this name. @param make makes it, unless it was made; never rejects */
    reply(name: string, make: (signal: AbortSignal) => Promise<Reply>): Promise<Reply> {
      forgetOld();
      const known = find(name);
      if (known) return known.reply;
      const controller = new AbortController();
      const abort = (): void => controller.abort();
      const call = { reply: make(controller.signal), abort, repeated: false };
      running.set(name, call);
      return call.reply.then((reply) => {
        running.delete(name);
        // Past the deadline nobody waits any more.
        if (!reply.ok) abort();
        if (isWorthKeeping(reply)) ended.set(name, { call, atMs: clock.now() });
        return reply;
      });
    },

    abort(name: string): void {
      running.get(name)?.abort();
    },
  };
}

function isWorthKeeping(reply: Reply): boolean {
  // What a worker says that is being stopped is no answer.
  if (!reply.ok) return reply.error.code !== 'worker-lost';
  return !isResponse(reply.value) || reply.value.body === null || fits(reply.value.body, MOST_KEPT_BYTES);
}
