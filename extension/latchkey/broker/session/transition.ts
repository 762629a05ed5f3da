import type { SignedOutReason } from '../../protocol/session-state.ts';
import { backOff, type Failure } from './backoff.ts';
import { countRefresh } from './refresh-circuit-breaker.ts';
import type { AccessToken, BrokerState, Known, Session } from './state.ts';
import { view } from './state.ts';

/** Why the server ended a session: the `reason` of its 401 `invalid_grant`. */
export type Verdict = 'logout' | 'reuse' | 'admin' | 'password' | 'expired' | 'unknown' | 'key-mismatch';

/** What a successful sign-in or refresh brings. */
export interface Grant {
  readonly session: Extract<Session, { status: 'signed-in' }>;
  readonly token: AccessToken;
  readonly receipt: string | null;
}

/** Everything that can happen to a session. `epoch` is the one in which the question was asked. */
export type Event =
  | { readonly type: 'refresh-started'; readonly awaited: boolean }
  | { readonly type: 'refresh-awaited' }
  | { readonly type: 'refreshed'; readonly epoch: number; readonly grant: Grant }
  | {
      readonly type: 'refresh-failed';
      readonly epoch: number;
      readonly failure: Failure;
      readonly jitter: number;
    }
  | { readonly type: 'session-ended'; readonly epoch: number; readonly verdict: Verdict }
  | { readonly type: 'signed-in'; readonly epoch: number; readonly grant: Grant }
  | { readonly type: 'entering'; readonly epoch: number }
  /** The server has let nobody in. */
  | { readonly type: 'entry-refused'; readonly epoch: number }
  /** Nobody knows whether the server let the user in: if it did, that session is to be ended. */
  | { readonly type: 'entry-lost'; readonly epoch: number }
  | { readonly type: 'sign-out'; readonly everywhere: boolean }
  | { readonly type: 'sign-out-finished'; readonly epoch: number }
  | { readonly type: 'sign-out-failed'; readonly failure: Failure; readonly jitter: number }
  | { readonly type: 'server-reached' }
  | { readonly type: 'server-unreachable' }
  | { readonly type: 'network-returned' }
  | { readonly type: 'server-heard'; readonly clockOffsetMs: number | null; readonly nonce?: string | null }
  /** The stored epoch is not ours: somebody signed in or out while this worker did not look. */
  | { readonly type: 'overtaken'; readonly known: Known };

/** The next state. Whenever it looks different from outside, its version has grown. */
export function step(state: BrokerState, event: Event, nowMs: number): BrokerState {
  const next = transition(state, event, nowMs);
  if (next === state) return state;
  if (looksLike(view(state), view(next))) return next;
  // The time is the floor: a version that was shown but not yet stored when the worker died is not shown again.
  return { ...next, version: Math.max(state.version + 1, nowMs) };
}

function transition(state: BrokerState, event: Event, nowMs: number): BrokerState {
  switch (event.type) {
    case 'refresh-started':
      return { ...state, refreshing: event.awaited ? 'awaited' : 'ahead' };
    case 'refresh-awaited':
      return state.refreshing === 'ahead' ? { ...state, refreshing: 'awaited' } : state;
    case 'refreshed':
      if (event.epoch !== state.epoch) return state;
      return {
        ...state,
        ...event.grant,
        refreshing: 'no',
        trouble: null,
        prematureMs: countRefresh(state.prematureMs, state.token, nowMs),
      };
    case 'refresh-failed':
      if (event.epoch !== state.epoch) return state;
      return {
        ...state,
        refreshing: 'no',
        trouble: backOff(state.trouble, event.failure, event.jitter, nowMs),
      };
    case 'session-ended':
      if (event.epoch !== state.epoch) return state;
      return {
        ...ended(state),
        session: { status: 'signed-out', reason: reasonFor(state.session, event.verdict) },
      };
    case 'signed-in':
      if (event.epoch !== state.epoch) return state;
      return { ...ended(state), ...event.grant, pendingSignOut: null };
    case 'entering':
      return event.epoch === state.epoch ? { ...state, entering: true } : state;
    case 'entry-refused':
      return event.epoch === state.epoch ? { ...state, entering: false } : state;
    case 'entry-lost':
      if (event.epoch !== state.epoch) return state;
      return {
        ...state,
        entering: false,
        session:
          state.session.status === 'unknown' ? { status: 'signed-out', reason: 'none' } : state.session,
        pendingSignOut: { everywhere: false },
      };
    case 'sign-out':
      // Also when nobody is signed in: somebody may be signing in at this moment.
      return {
        ...ended(state),
        session: { status: 'signed-out', reason: 'user' },
        pendingSignOut: { everywhere: event.everywhere },
        receipt: state.receipt,
      };
    case 'sign-out-finished':
      return event.epoch === state.epoch
        ? { ...state, pendingSignOut: null, receipt: null, trouble: null }
        : state;
    case 'sign-out-failed':
      return { ...state, trouble: backOff(state.trouble, event.failure, event.jitter, nowMs) };
    case 'server-reached':
      return state.trouble?.kind === 'unreachable' ? { ...state, trouble: null } : state;
    case 'server-unreachable':
      return state.trouble
        ? state
        : { ...state, trouble: { kind: 'unreachable', failures: 0, sinceMs: nowMs, untilMs: nowMs } };
    case 'network-returned':
      return state.trouble?.kind === 'unreachable'
        ? { ...state, trouble: { ...state.trouble, untilMs: nowMs } }
        : state;
    case 'server-heard':
      return {
        ...state,
        clockOffsetMs: event.clockOffsetMs ?? state.clockOffsetMs,
        // The last answer's to a proof, or none: what was answered to anything else says nothing about nonces.
        nonce: event.nonce === undefined ? state.nonce : event.nonce,
      };
    case 'overtaken':
      return { ...ended(state), ...event.known };
  }
}

/** One session is over, and with it its token, its refresh and its troubles. */
const ended = (state: BrokerState): BrokerState => ({
  ...state,
  epoch: state.epoch + 1,
  token: null,
  receipt: null,
  refreshing: 'no',
  entering: false,
  trouble: null,
  prematureMs: [],
});

function reasonFor(session: Session, verdict: Verdict): SignedOutReason {
  switch (verdict) {
    case 'reuse':
    case 'expired':
      return verdict;
    case 'logout':
    case 'admin':
    case 'password':
      return session.status === 'signed-in' ? 'elsewhere' : 'none';
    case 'key-mismatch':
      return session.status === 'signed-in' ? 'key-lost' : 'none';
    case 'unknown':
      // No cookie: "clear cookies" or another extension took it. It lives as long as its session may.
      return session.status === 'signed-in' ? 'cookie-lost' : 'none';
  }
}

const looksLike = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);
