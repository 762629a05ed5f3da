import { fits } from '../protocol/body.ts';
import { LatchkeyError } from '../protocol/errors.ts';
import { MAX_DEADLINE_MS } from '../protocol/limits.ts';
import type { Call, Message, Push, Reply, Results } from '../protocol/messages.ts';
import type { SessionState } from '../protocol/session-state.ts';
import { decodeReply, encodeMessage } from '../protocol/wire.ts';
import { fromWireError } from '../protocol/wire-error.ts';
import { afterTimeout, withDeadline } from '../protocol/with-deadline.ts';
import { browser } from './browser.ts';
import { askByPort, messagesAreCloned } from './port.ts';
import { randomId } from './random-id.ts';

/** The way to the broker. Production is {@link runtimeTransport}; tests pass their own. */
export interface Transport {
  /**
   * Resolves with what the broker answered, `null` for no answer; rejects as `runtime.sendMessage` does.
   * @param safe whether the call may be made more than once
   */
  send(message: Message, safe: boolean): Promise<Reply | null>;
  /**
   * Calls the listener with each pushed state, and with `null` where it has to be asked for; never, where nobody can
   * push any more. @returns a function that stops it.
   */
  onPush(listener: (state: SessionState | null) => void): () => void;
  /**
   * Calls the listener when somebody looks at the page again: out of the back/forward cache, where it heard no
   * push, or out of the background, where one may have been lost with the worker that sent it.
   */
  onRestored(listener: (from: 'cache' | 'background') => void): () => void;
  /** Resolves after so many milliseconds. */
  pause(ms: number): Promise<void>;
  /** False once the extension was updated or removed under this page. */
  alive(): boolean;
}

/**
 * The broker answers within 25 s. Chromium has been seen to start no worker for a private window, and to keep what is
 * sent to it: neither an answer nor an error ever comes.
 */
const ANSWERED_WITHIN_MS = MAX_DEADLINE_MS + 5_000;

/** A body of more bytes is not sent twice because its answer takes long. */
const MOST_BYTES_BY_PORT = 64 * 1024;

/** The browser's own messages: `runtime.sendMessage`, and a port where a call may be asked by both. */
export const runtimeTransport: Transport = {
  async send(message, safe) {
    await shown();
    const encoded = encodeMessage(message, message.call.type === 'fetch' && messagesAreCloned());
    const sendMessage = async (): Promise<unknown> => {
      const answer = browser.runtime.sendMessage(encoded);
      return withDeadline(answer, { ms: ANSWERED_WITHIN_MS, after: afterTimeout, signal: null });
    };
    const byPort = safe && hasLittleBody(message.call);
    return decodeReply(await (byPort ? askByPort(encoded, sendMessage) : sendMessage()));
  },
  onPush(listener) {
    const receive = (message: unknown, sender: { id?: string; tab?: unknown }): void => {
      // A content script could push a made-up state: only the background has neither tab nor foreign id.
      if (sender.id !== browser.runtime.id || sender.tab || !isPush(message)) return;
      listener(message.state);
    };
    // An orphaned page has nothing left to listen to; its next call says so.
    if (!runtimeTransport.alive()) return () => {};
    browser.runtime.onMessage.addListener(receive);
    return () => browser.runtime?.onMessage?.removeListener(receive);
  },
  onRestored(listener) {
    const restored = (event: PageTransitionEvent): void => {
      if (event.persisted) listener('cache');
    };
    const visible = (): void => {
      if (document.visibilityState === 'visible') listener('background');
    };
    addEventListener('pageshow', restored);
    document.addEventListener('visibilitychange', visible);
    return () => {
      removeEventListener('pageshow', restored);
      document.removeEventListener('visibilitychange', visible);
    };
  },
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  alive: () => Boolean(browser.runtime?.id),
};

/** A prerendered page is one that nobody has opened yet: the broker answers it once it is shown. */
async function shown(): Promise<void> {
  if (!('prerendering' in document && document.prerendering)) return;
  await new Promise((resolve) => document.addEventListener('prerenderingchange', resolve, { once: true }));
}

const hasLittleBody = (call: Call): boolean =>
  call.type !== 'fetch' || call.request.body === null || fits(call.request.body, MOST_BYTES_BY_PORT);

const isPush = (message: unknown): message is Push =>
  typeof message === 'object' && message !== null && 'latchkey' in message && message.latchkey === 'state';

type Answer<C extends Call> = Results[C['type']];

/**
 * Milliseconds before each delivery after the first. A worker that is being stopped may take the second one down
 * with it too, and on a busy machine stopping takes up to a second.
 */
const PAUSES_MS = [0, 50, 200, 800];

/**
 * One call to the broker and its answer.
 * @param safe whether the call may be made more than once: it is sent again when the worker died under it.
 * @throws LatchkeyError what the broker answered; `context-invalidated`; `worker-lost` when the worker died.
 */
export async function ask<C extends Call>(
  transport: Transport,
  call: C,
  { id = randomId(), safe = true } = {},
): Promise<Answer<C>> {
  for (let lost = 0; ; lost++) {
    const delivery = await deliver(transport, { latchkey: 'call', id, call }, safe);
    if (delivery.type === 'answered') {
      if (!delivery.reply.ok) throw fromWireError(delivery.reply.error);
      // The broker's dispatcher is typed to answer a call of this type with this result.
      return delivery.reply.value as Answer<C>;
    }
    const pauseMs = PAUSES_MS[lost];
    if (pauseMs === undefined || !(safe || delivery.type === 'undelivered')) {
      throw new LatchkeyError('worker-lost', 'The background stopped under this call', {
        cause: delivery.cause,
      });
    }
    await transport.pause(pauseMs);
  }
}

type Delivery =
  | { type: 'answered'; reply: Reply }
  /** The worker may or may not have acted. */
  | { type: 'lost'; cause: unknown }
  /** There was no receiver, so that nothing has been done yet. */
  | { type: 'undelivered'; cause: unknown };

async function deliver(transport: Transport, message: Message, safe: boolean): Promise<Delivery> {
  try {
    if (!transport.alive()) throw new Error('no runtime id');
    const reply = await transport.send(message, safe);
    if (!reply) return { type: 'lost', cause: 'no answer' };
    return !reply.ok && reply.error.code === 'worker-lost'
      ? { type: 'lost', cause: fromWireError(reply.error) }
      : { type: 'answered', reply };
  } catch (cause) {
    if (!transport.alive() || /context invalidated/i.test(String(cause))) {
      throw new LatchkeyError('context-invalidated', 'The extension was updated: reload this page', {
        cause,
      });
    }
    return { type: /receiving end does not exist/i.test(String(cause)) ? 'undelivered' : 'lost', cause };
  }
}
