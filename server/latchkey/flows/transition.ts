import type { Identity } from '../accounts/identity.ts';
import { equalSecrets } from '../crypto/equal-secrets.ts';
import type { SessionId, Thumbprint } from '../session/record.ts';
import type { Millis } from '../time/time.ts';
import type { Approval, Candidate, FailedWay, FlowRecord, FlowState, Found, Visit } from './record.ts';

/** A person needs one visit, or a few after mistakes; each one more is a request that the server makes. */
export const MAX_VISITS = 20;

/** Whether a provider could not be visited at all, which counts as a visit too, or the visit has brought nobody. */
export type FailedWhen = 'leaving' | 'arriving';

/** RFC 8628 section 5.1: a few mistypings, and no guessing. */
const MAX_WRONG_CODES = 5;

export type FlowEvent =
  /** The person leaves for a provider. */
  | { readonly type: 'leave'; readonly visit: Visit }
  /** The person is back with the `state` of a visit, which is used up by it. */
  | { readonly type: 'return'; readonly way: string; readonly state: string }
  | { readonly type: 'find'; readonly found: Found; readonly way: string; readonly ticket: string }
  | { readonly type: 'fail'; readonly failure: FailedWay; readonly when: FailedWhen }
  /** The click. `identity` is whom the one shown with this ticket turned out to be. */
  | {
      readonly type: 'approve';
      readonly ticket: string;
      readonly identity: Identity;
      readonly account: Approval['account'];
      readonly password: Approval['password'];
    }
  /** The person shown with this ticket has an account already: they sign in to it, and the provider is added to it. */
  | { readonly type: 'keep'; readonly ticket: string; readonly candidate: Candidate }
  /** What the flow was for is done: a way was added, or the account removed. */
  | { readonly type: 'complete' }
  /** Another cookie jar shows the code; `browser` is what it will be known by. */
  | { readonly type: 'admit'; readonly code: string; readonly browser: string }
  | { readonly type: 'deny' }
  /** The extension asks for its pair; `session` is for the one that will be begun if none was. */
  | { readonly type: 'claim'; readonly jkt: Thumbprint; readonly session: SessionId };

export type FlowOutcome =
  | { readonly type: 'done' }
  /** The visit whose answer may be looked at now, this once. */
  | { readonly type: 'returned'; readonly visit: Visit }
  | {
      readonly type: 'claimed';
      readonly approval: Approval;
      readonly session: SessionId;
      /** Whether it was claimed before, of which the answer may have been lost. */
      readonly again: boolean;
    }
  /** RFC 8628 section 3.5, and what a page says in words. */
  | { readonly type: 'refused'; readonly reason: FlowRefusal };

export type FlowRefusal =
  | 'authorization_pending'
  | 'access_denied'
  /** Too old, unknown, or another key's: none of them says which. */
  | 'expired_token'
  /** The flow is past what was asked for, as after a second click or the browser's back button. */
  | 'out-of-step'
  | 'too-many-visits';

export interface FlowStep {
  readonly next: FlowRecord | null;
  readonly outcome: FlowOutcome;
}

/** What becomes of a flow. `next` is `record` itself where nothing changes. */
export function transition(record: FlowRecord | null, event: FlowEvent, now: Millis): FlowStep {
  if (record === null) return refuse(record, 'expired_token');
  if (event.type === 'claim') return claim(record, event, now);
  if (now >= record.expiresAt) return refuse(record, 'expired_token');
  const { state } = record;
  switch (event.type) {
    case 'leave':
      if (!isOpen(state)) return refuse(record, 'out-of-step');
      if (record.visits >= MAX_VISITS) return refuse(record, 'too-many-visits');
      return done(
        { ...record, visits: record.visits + 1 },
        { status: 'pending', visit: event.visit, failure: null },
      );
    case 'return': {
      if (state.status !== 'pending' || state.visit === null) return refuse(record, 'out-of-step');
      const { visit } = state;
      if (visit.way !== event.way || !equalSecrets(visit.state, event.state)) {
        return refuse(record, 'out-of-step');
      }
      const next: FlowRecord = { ...record, state: { status: 'pending', visit: null, failure: null } };
      return { next, outcome: { type: 'returned', visit } };
    }
    case 'find':
      if (!isOpen(state)) return refuse(record, 'out-of-step');
      return done(record, { status: 'found', found: event.found, way: event.way, ticket: event.ticket });
    case 'fail':
      if (!isOpen(state)) return refuse(record, 'out-of-step');
      return done(
        { ...record, visits: record.visits + (event.when === 'leaving' ? 1 : 0) },
        { status: 'pending', visit: null, failure: event.failure },
      );
    case 'approve':
      if (record.purpose.type !== 'sign-in') return refuse(record, 'out-of-step');
      if (state.status !== 'found' || !equalSecrets(state.ticket, event.ticket)) {
        return refuse(record, 'out-of-step');
      }
      return done(record, {
        status: 'approved',
        identity: event.identity,
        account: event.account,
        password: event.password,
        way: state.way,
      });
    case 'admit':
      if (!isOpen(state) || record.code === null || record.admitted !== null)
        return refuse(record, 'out-of-step');
      if (record.wrongCodes >= MAX_WRONG_CODES) return refuse(record, 'out-of-step');
      if (equalSecrets(record.code, event.code)) return done({ ...record, admitted: event.browser }, state);
      return {
        next: { ...record, wrongCodes: record.wrongCodes + 1 },
        outcome: { type: 'refused', reason: 'out-of-step' },
      };
    case 'keep':
      if (record.purpose.type !== 'sign-in') return refuse(record, 'out-of-step');
      if (state.status !== 'found' || !equalSecrets(state.ticket, event.ticket)) {
        return refuse(record, 'out-of-step');
      }
      return done(
        { ...record, way: null, purpose: { type: 'sign-in', toAdd: event.candidate } },
        { status: 'pending', visit: null, failure: null },
      );
    case 'complete':
      if (!isOpen(state) || record.purpose.type === 'sign-in') return refuse(record, 'out-of-step');
      return done(record, { status: 'completed' });
    case 'deny':
      if (state.status === 'completed') return refuse(record, 'out-of-step');
      // What was claimed is a session by now, which is ended like any other.
      if (state.status === 'claimed') return refuse(record, 'out-of-step');
      if (state.status === 'denied') return { next: record, outcome: { type: 'done' } };
      return done(record, { status: 'denied' });
  }
}

/**
 * The pair goes to the key that began, however often it asks: an answer may be lost. A claim is answered again after
 * the flow's end too, for as long as its record is kept.
 */
function claim(record: FlowRecord, event: FlowEvent & { type: 'claim' }, now: Millis): FlowStep {
  const { state } = record;
  if (event.jkt !== record.jkt) return refuse(record, 'expired_token');
  if (state.status === 'claimed') {
    const { status: _, session, ...approval } = state;
    return { next: record, outcome: { type: 'claimed', approval, session, again: true } };
  }
  if (state.status === 'denied') return refuse(record, 'access_denied');
  if (now >= record.expiresAt || record.purpose.type !== 'sign-in') return refuse(record, 'expired_token');
  if (state.status !== 'approved') return refuse(record, 'authorization_pending');
  const { status: _, ...approval } = state;
  const { session } = event;
  return {
    next: { ...record, state: { status: 'claimed', ...approval, session } },
    outcome: { type: 'claimed', approval, session, again: false },
  };
}

/** Whether it still has to be found out who is there, or they have not agreed yet. */
const isOpen = ({ status }: FlowState): boolean => status === 'pending' || status === 'found';

const done = (record: FlowRecord, state: FlowState): FlowStep => ({
  next: { ...record, state },
  outcome: { type: 'done' },
});

const refuse = (record: FlowRecord | null, reason: FlowRefusal): FlowStep => ({
  next: record,
  outcome: { type: 'refused', reason },
});
