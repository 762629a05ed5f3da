import { decide } from '../../policy/decide.ts';
import { describeCall } from '../../policy/describe-call.ts';
import { isAdmitted, type Policy } from '../../policy/policy.ts';
import { createRateLimit } from '../../policy/rate-limit.ts';
import type { RequestTarget } from '../../policy/route.ts';
import { classifySender, describeCaller } from '../../policy/sender.ts';
import { LatchkeyError } from '../../protocol/errors.ts';
import { MAX_DEADLINE_MS } from '../../protocol/limits.ts';
import type { CallOf, CallType, Message, Parsed, Reply, Result, Results } from '../../protocol/messages.ts';
import { toWireError } from '../../protocol/wire-error.ts';
import { withDeadline } from '../../protocol/with-deadline.ts';
import type { Clock } from '../ports.ts';
import type { DeniedRequests } from './denied-requests.ts';

/** What a handler knows beside the call. */
export interface CallContext {
  /** Where a `fetch` goes, as the policy judged it. */
  readonly target: RequestTarget | null;
  readonly signal: AbortSignal;
}

type HandledType = Exclude<CallType, 'abort'>;

/** One handler per type of call; the policy has allowed what reaches it. */
export type Handlers = {
  readonly [T in HandledType]: (call: CallOf<T>, context: CallContext) => Promise<Results[T]>;
};

export interface DispatcherSetup {
  readonly policy: Policy;
  /** This extension's id and origin, by which its own pages and scripts are known. */
  readonly self: { readonly id: string; readonly origin: string };
  readonly serverOrigin: string;
  readonly clock: Clock;
  readonly deniedRequests: DeniedRequests;
  /** No call is handled before: what the last worker knew has to be read first. */
  readonly ready: Promise<void>;
}

/** The one way in: every message is parsed, its sender judged, its rate limited, its answer typed and in time. */
export type Dispatch = (message: Exclude<Parsed, { type: 'foreign' }>, sender: unknown) => Promise<Reply>;

export function createDispatcher(setup: DispatcherSetup, handlers: Handlers): Dispatch {
  const { policy, self, serverOrigin, clock, deniedRequests, ready } = setup;
  const limit = createRateLimit();
  const running = new Map<string, AbortController>();

  async function answer(parsed: Exclude<Parsed, { type: 'foreign' }>, sender: unknown): Promise<Result> {
    const caller = classifySender(sender, self);
    const key = caller.type === 'nobody' ? caller.reason : caller.key;
    const deny = (request: string, reason: string) =>
      deniedRequests.record({ at: clock.now(), sender: describeCaller(caller, sender), request, reason });

    const retryAfterMs = limit.take(key, clock.now());
    if (retryAfterMs !== null) {
      void deny('(any)', 'rate-limited');
      throw new LatchkeyError('rate-limited', 'Too many calls', { retryAfterMs });
    }
    if (parsed.type === 'malformed') {
      void deny(`malformed ${parsed.detail}`, 'malformed');
      throw new LatchkeyError('invalid-request', `Malformed: ${parsed.detail}`);
    }
    const { id, call } = parsed.message;
    const decision = decide(policy, caller, call, serverOrigin);
    if (decision.type === 'denied') {
      void deny(describeCall(call), decision.reason);
      throw new LatchkeyError('denied', `The policy does not allow this: ${decision.reason}`);
    }
    if (!(await isAdmitted(policy, caller))) {
      void deny(describeCall(call), 'frame-not-admitted');
      throw new LatchkeyError('denied', 'The policy does not allow this: frame-not-admitted');
    }
    // A caller can end its own calls only: the key is part of the name.
    if (call.type === 'abort') {
      running.get(`${key} ${call.call}`)?.abort();
      return null;
    }
    const abort = new AbortController();
    running.set(`${key} ${id}`, abort);
    try {
      const { signal } = abort;
      const work = ready.then(() => handle(handlers, call, { target: decision.target, signal }));
      return await withDeadline(work, { ms: deadlineOf(call), after: clock.after, signal });
    } finally {
      // Past the deadline nobody waits any more.
      abort.abort();
      running.delete(`${key} ${id}`);
    }
  }

  return async (parsed, sender) => {
    try {
      return { ok: true, value: await answer(parsed, sender) };
    } catch (error) {
      return { ok: false, error: toWireError(toLatchkeyError(error)) };
    }
  };
}

const handle = <T extends HandledType>(
  handlers: Handlers,
  call: CallOf<T>,
  context: CallContext,
): Promise<Results[T]> => handlers[call.type](call, context);

const deadlineOf = (call: Message['call']): number =>
  'deadlineMs' in call ? call.deadlineMs : MAX_DEADLINE_MS;

/**
 * Anything else is a defect here, unless it is what Chromium's APIs say to a worker that is being stopped. Its message
 * stays here: it may quote what the caller must not see.
 */
function toLatchkeyError(error: unknown): LatchkeyError {
  if (error instanceof LatchkeyError) return error;
  return error instanceof Error && error.message === 'No SW'
    ? new LatchkeyError('worker-lost', 'The background was stopped under this call', { cause: error })
    : new LatchkeyError('broker-failed', 'The broker failed', { cause: error });
}
