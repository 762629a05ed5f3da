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
import { createCallsById } from './calls-by-id.ts';
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

/** A call that the policy allows, and who has made it. */
interface JudgedCall {
  readonly key: string;
  readonly message: Message;
  /** Where a `fetch` goes. */
  readonly target: RequestTarget | null;
}

export function createDispatcher(setup: DispatcherSetup, handlers: Handlers): Dispatch {
  const { policy, self, serverOrigin, clock, deniedRequests, ready } = setup;
  const limit = createRateLimit();
  const calls = createCallsById(clock);

  /** Whether this may be done at all. @throws LatchkeyError when it may not */
  async function judge(parsed: Exclude<Parsed, { type: 'foreign' }>, sender: unknown): Promise<JudgedCall> {
    const caller = classifySender(sender, self);
    const key = caller.type === 'nobody' ? caller.reason : caller.key;
    const deny = (request: string, reason: string) =>
      deniedRequests.record({ at: clock.now(), sender: describeCaller(caller, sender), request, reason });

    const isRepeat = parsed.type === 'call' && calls.isFirstRepeat(nameOf(key, parsed.message.id));
    const retryAfterMs = isRepeat ? null : limit.take(key, clock.now());
    if (retryAfterMs !== null) {
      void deny('(any)', 'rate-limited');
      throw new LatchkeyError('rate-limited', 'Too many calls', { retryAfterMs });
    }
    if (parsed.type === 'malformed') {
      void deny(`malformed ${parsed.detail}`, 'malformed');
      throw new LatchkeyError('invalid-request', `Malformed: ${parsed.detail}`);
    }
    const { message } = parsed;
    const { call } = message;
    const decision = decide(policy, caller, call, serverOrigin);
    if (decision.type === 'denied') {
      void deny(describeCall(call), decision.reason);
      throw new LatchkeyError('denied', `The policy does not allow this: ${decision.reason}`);
    }
    if (!(await isAdmitted(policy, caller))) {
      void deny(describeCall(call), 'frame-not-admitted');
      throw new LatchkeyError('denied', 'The policy does not allow this: frame-not-admitted');
    }
    return { key, message, target: decision.target };
  }

  function make(call: CallOf<HandledType>, context: CallContext): Promise<Result> {
    const work = ready.then(() => handle(handlers, call, context));
    return withDeadline(work, { ms: deadlineOf(call), after: clock.after, signal: context.signal });
  }

  return async (parsed, sender) => {
    try {
      const { key, message, target } = await judge(parsed, sender);
      const { id, call } = message;
      if (call.type === 'abort') {
        calls.abort(nameOf(key, call.call));
        return { ok: true, value: null };
      }
      return await calls.reply(nameOf(key, id), (signal) => replyOf(make(call, { target, signal })));
    } catch (error) {
      return failure(error);
    }
  };
}

/** A caller can name its own calls only: its key is part of the name. */
const nameOf = (key: string, id: string): string => `${key} ${id}`;

const replyOf = (result: Promise<Result>): Promise<Reply> =>
  result.then((value) => ({ ok: true, value }) as const, failure);

const failure = (error: unknown): Reply => ({ ok: false, error: toWireError(toLatchkeyError(error)) });

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
