import { backOff, type Failure } from './backoff.ts';
import { type EndReason, signedOutReason } from './end-reason.ts';
import type { Flow, FlowEndReason } from './flow.ts';
import type { Grant } from './grant.ts';
import { countPremature } from './refresh-circuit-breaker.ts';
import type { BrokerState, PersistedState } from './state.ts';
import { ofAudience, view } from './state.ts';

/** Everything that can happen to a session. `epoch` is the one in which the question was asked. */
export type SessionEvent =
  | { readonly type: 'refresh-started'; readonly how: 'ahead' | 'awaited' }
  | { readonly type: 'refresh-awaited' }
  /** `audience` where the token is for another API than the session's own. */
  | {
      readonly type: 'refreshed';
      readonly epoch: number;
      readonly grant: Grant;
      readonly audience?: string | null;
    }
  | { readonly type: 'refresh-refused'; readonly epoch: number }
  | {
      readonly type: 'refresh-failed';
      readonly epoch: number;
      readonly failure: Failure;
      readonly jitter: number;
    }
  | { readonly type: 'session-ended'; readonly epoch: number; readonly reason: EndReason }
  | { readonly type: 'signed-in'; readonly epoch: number; readonly grant: Grant }
  | { readonly type: 'authenticating'; readonly epoch: number }
  /** The server has let nobody in. */
  | { readonly type: 'sign-in-refused'; readonly epoch: number }
  /** Nobody knows whether the server let the user in: if it did, that session is to be ended. */
  | { readonly type: 'sign-in-lost'; readonly epoch: number }
  | { readonly type: 'flow-begun'; readonly flow: Flow }
  | { readonly type: 'flow-shown'; readonly id: string; readonly tabId: number }
  | { readonly type: 'flow-arrived'; readonly id: string; readonly url: string }
  | { readonly type: 'flow-claim-lost'; readonly id: string }
  | { readonly type: 'flow-ended'; readonly id: string; readonly reason: FlowEndReason }
  | { readonly type: 'sign-out'; readonly everywhere: boolean }
  | { readonly type: 'sign-out-finished'; readonly epoch: number }
  | { readonly type: 'sign-out-failed'; readonly failure: Failure; readonly jitter: number }
  | { readonly type: 'server-reached' }
  | { readonly type: 'server-unreachable' }
  | { readonly type: 'network-returned' }
  | { readonly type: 'server-heard'; readonly clockOffsetMs: number | null; readonly nonce?: string | null }
  /** The stored epoch is not ours: somebody signed in or out while this worker did not look. */
  | { readonly type: 'overtaken'; readonly stored: PersistedState };

/** The next state. Whenever it looks different from outside, its version has grown. */
export function transition(state: BrokerState, event: SessionEvent, nowMs: number): BrokerState {
  const next = apply(state, event, nowMs);
  if (next === state) return state;
  if (looksLike(view(state), view(next))) return next;
  // The time is the floor: a version that was shown but not yet stored when the worker died is not shown again.
  return { ...next, version: Math.max(state.version + 1, nowMs) };
}

function apply(state: BrokerState, event: SessionEvent, nowMs: number): BrokerState {
  switch (event.type) {
    case 'refresh-started':
      return { ...state, refreshing: event.how };
    case 'refresh-awaited':
      return state.refreshing === 'ahead' ? { ...state, refreshing: 'awaited' } : state;
    case 'refreshed': {
      if (event.epoch !== state.epoch) return state;
      const { audience = null, grant } = event;
      const { token, prematureMs } = ofAudience(state, audience);
      const held = { token: grant.token, prematureMs: countPremature(prematureMs, token, nowMs) };
      return {
        ...state,
        ...granted(state, grant, nowMs),
        ...(audience === null ? held : { token: state.token, others: { ...state.others, [audience]: held } }),
        refreshing: 'no',
        outage: null,
      };
    }
    case 'refresh-refused':
      return event.epoch === state.epoch ? { ...state, refreshing: 'no' } : state;
    case 'refresh-failed':
      if (event.epoch !== state.epoch) return state;
      return {
        ...state,
        refreshing: 'no',
        outage: backOff(state.outage, event.failure, event.jitter, nowMs),
      };
    case 'session-ended':
      if (event.epoch !== state.epoch) return state;
      return {
        ...ended(state),
        session: { status: 'signed-out', reason: signedOutReason(state.session, event.reason) },
        // What is known by now of nobody being signed in says nothing of who is about to be.
        flow: state.flow,
        flowEnded: state.flowEnded,
      };
    case 'signed-in':
      if (event.epoch !== state.epoch) return state;
      return { ...ended(state), ...granted(ended(state), event.grant, nowMs), pendingSignOut: null };
    case 'authenticating':
      return event.epoch === state.epoch ? { ...state, authenticating: true } : state;
    case 'sign-in-refused':
      return event.epoch === state.epoch ? { ...state, authenticating: false } : state;
    case 'sign-in-lost':
      if (event.epoch !== state.epoch) return state;
      return {
        ...state,
        authenticating: false,
        session:
          state.session.status === 'unknown' ? { status: 'signed-out', reason: 'none' } : state.session,
        pendingSignOut: { everywhere: false },
      };
    case 'flow-begun':
      return { ...state, flow: event.flow, flowEnded: null };
    case 'flow-shown':
      return changeFlow(state, event.id, { tabId: event.tabId });
    case 'flow-arrived':
      return changeFlow(state, event.id, { arrivedAt: event.url });
    case 'flow-claim-lost':
      return changeFlow(state, event.id, { claimLost: true });
    case 'flow-ended':
      return state.flow?.id === event.id ? { ...state, flow: null, flowEnded: event.reason } : state;
    case 'sign-out':
      // Also when nobody is signed in: somebody may be signing in at this moment.
      return {
        ...ended(state),
        session: { status: 'signed-out', reason: 'user' },
        pendingSignOut: { everywhere: event.everywhere },
        kept: state.kept,
      };
    case 'sign-out-finished':
      return event.epoch === state.epoch
        ? { ...state, pendingSignOut: null, kept: null, outage: null }
        : state;
    case 'sign-out-failed':
      return { ...state, outage: backOff(state.outage, event.failure, event.jitter, nowMs) };
    case 'server-reached':
      return state.outage?.type === 'unreachable' ? { ...state, outage: null } : state;
    case 'server-unreachable':
      return state.outage
        ? state
        : { ...state, outage: { type: 'unreachable', failures: 0, sinceMs: nowMs, untilMs: nowMs } };
    case 'network-returned':
      return state.outage?.type === 'unreachable'
        ? { ...state, outage: { ...state.outage, untilMs: nowMs } }
        : state;
    case 'server-heard':
      return {
        ...state,
        clockOffsetMs: event.clockOffsetMs ?? state.clockOffsetMs,
        // The last answer's to a proof, or none: what was answered to anything else says nothing about nonces.
        nonce: event.nonce === undefined ? state.nonce : event.nonce,
      };
    case 'overtaken':
      return { ...ended(state), ...event.stored };
  }
}

/** One session is over, and with it its token, its refresh and its outage. */
const ended = (state: BrokerState): BrokerState => ({
  ...state,
  epoch: state.epoch + 1,
  token: null,
  kept: null,
  refreshing: 'no',
  authenticating: false,
  outage: null,
  prematureMs: [],
  others: {},
  flow: null,
  flowEnded: null,
});

/** A server that names no sessions has one for as long as it is the same user's. */
function granted({ session, epoch }: BrokerState, grant: Grant, nowMs: number) {
  const { user, token, kept } = grant;
  const goesOn = grant.session === null && session.status === 'signed-in' && session.user.id === user.id;
  const { id, signedInAtMs } = goesOn
    ? { id: session.sessionId, signedInAtMs: session.signedInAt }
    : (grant.session ?? { id: `${epoch}-${nowMs}`, signedInAtMs: nowMs });
  return {
    session: { status: 'signed-in', user, sessionId: id, signedInAt: signedInAtMs },
    token,
    kept,
  } as const;
}

const changeFlow = (state: BrokerState, id: string, change: Partial<Flow>): BrokerState =>
  state.flow?.id === id ? { ...state, flow: { ...state.flow, ...change } } : state;

const looksLike = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);
