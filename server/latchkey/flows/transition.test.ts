import { describe, expect, test } from 'vitest';
import { sessionId, thumbprint } from '../session/record.ts';
import { millis } from '../time/time.ts';
import type { FlowState } from './record.ts';
import { ada, aFlow, aVisit } from './testing/a-flow.ts';
import { type FlowEvent, MAX_VISITS, transition } from './transition.ts';

const soon = millis(2_000);
const end = aFlow().expiresAt;

const states = {
  pending: { status: 'pending', visit: null, failure: null },
  away: { status: 'pending', visit: aVisit, failure: null },
  found: { status: 'found', found: { type: 'identity', identity: ada }, way: 'acme', ticket: 'ticket-1' },
  approved: { status: 'approved', identity: ada, account: 'here', password: null, way: 'acme' },
  claimed: {
    status: 'claimed',
    identity: ada,
    account: 'here',
    password: null,
    way: 'acme',
    session: sessionId('session-1'),
  },
  denied: { status: 'denied' },
} as const satisfies Record<string, FlowState>;
type Name = keyof typeof states;

const events = {
  leave: { type: 'leave', visit: aVisit },
  return: { type: 'return', way: 'acme', state: aVisit.state },
  find: { type: 'find', found: states.found.found, way: 'acme', ticket: 'ticket-1' },
  fail: { type: 'fail', failure: { way: 'acme', why: 'declined' }, when: 'arriving' },
  approve: { type: 'approve', ticket: 'ticket-1', identity: ada, account: 'here', password: null },
  deny: { type: 'deny' },
  claim: { type: 'claim', jkt: thumbprint('key-1'), session: sessionId('session-1') },
} as const satisfies Record<string, FlowEvent>;

describe('what a flow becomes', () => {
  test.each<[Name, keyof typeof events, Name]>([
    ['pending', 'leave', 'away'],
    ['away', 'leave', 'away'],
    ['found', 'leave', 'away'],
    ['away', 'return', 'pending'],
    ['pending', 'find', 'found'],
    ['found', 'find', 'found'],
    ['found', 'approve', 'approved'],
    ['approved', 'claim', 'claimed'],
    ['pending', 'deny', 'denied'],
    ['away', 'deny', 'denied'],
    ['found', 'deny', 'denied'],
    ['approved', 'deny', 'denied'],
    ['denied', 'deny', 'denied'],
  ])('%s, then %s: %s', (before, event, after) => {
    const { next, outcome } = transition(aFlow(states[before]), events[event], soon);
    expect(next?.state).toEqual(states[after]);
    expect(outcome.type).not.toBe('refused');
  });

  test.each<[Name, keyof typeof events, string]>([
    ['pending', 'return', 'out-of-step'],
    ['pending', 'approve', 'out-of-step'],
    ['away', 'approve', 'out-of-step'],
    ['found', 'return', 'out-of-step'],
    ['approved', 'leave', 'out-of-step'],
    ['approved', 'find', 'out-of-step'],
    ['approved', 'approve', 'out-of-step'],
    ['claimed', 'leave', 'out-of-step'],
    ['claimed', 'find', 'out-of-step'],
    ['claimed', 'fail', 'out-of-step'],
    ['claimed', 'approve', 'out-of-step'],
    ['claimed', 'deny', 'out-of-step'],
    ['denied', 'leave', 'out-of-step'],
    ['denied', 'find', 'out-of-step'],
    ['denied', 'approve', 'out-of-step'],
    ['pending', 'claim', 'authorization_pending'],
    ['away', 'claim', 'authorization_pending'],
    ['found', 'claim', 'authorization_pending'],
    ['denied', 'claim', 'access_denied'],
  ])('%s refuses to %s: %s, and stays as it is', (before, event, reason) => {
    const record = aFlow(states[before]);
    const { next, outcome } = transition(record, events[event], soon);
    expect(outcome).toEqual({ type: 'refused', reason });
    expect(next).toBe(record);
  });

  test('a return brings out what its visit was begun with, once', () => {
    const first = transition(aFlow(states.away), events.return, soon);
    expect(first.outcome).toEqual({ type: 'returned', visit: aVisit });
    expect(transition(first.next, events.return, soon).outcome.type).toBe('refused');
  });

  test('a failure is kept for the page, and another try is free', () => {
    const { next } = transition(aFlow(states.pending), events.fail, soon);
    expect(next?.state).toEqual({
      status: 'pending',
      visit: null,
      failure: { way: 'acme', why: 'declined' },
    });
    expect(transition(next, events.leave, soon).outcome).toEqual({ type: 'done' });
  });

  test('providers are visited a limited number of times', () => {
    const tired = aFlow(states.pending, { visits: MAX_VISITS });
    expect(transition(tired, events.leave, soon).outcome).toEqual({
      type: 'refused',
      reason: 'too-many-visits',
    });
    expect(transition(aFlow(), events.leave, soon).next?.visits).toBe(1);
    // One that is out of order was asked as well.
    const unreachable = { ...events.fail, when: 'leaving' } as const;
    expect(transition(aFlow(), unreachable, soon).next?.visits).toBe(1);
    expect(transition(aFlow(), events.fail, soon).next?.visits).toBe(0);
  });
});

describe('what ties it together', () => {
  test.each<[string, FlowEvent]>([
    ['another state', { ...events.return, state: 'flow-1.other' }],
    ['another way', { ...events.return, way: 'other' }],
  ])('a return with %s does not use the visit up', (_, event) => {
    const record = aFlow(states.away);
    expect(transition(record, event, soon)).toEqual({
      next: record,
      outcome: { type: 'refused', reason: 'out-of-step' },
    });
  });

  test('a click on what is no longer shown approves nobody', () => {
    const outdated = { ...events.approve, ticket: 'ticket-0' };
    expect(transition(aFlow(states.found), outdated, soon).outcome.type).toBe('refused');
  });

  test.each<Name>(['pending', 'found', 'approved', 'claimed', 'denied'])(
    'another key learns nothing of a flow that is %s',
    (name) => {
      const stranger = { ...events.claim, jkt: thumbprint('key-2') };
      const record = aFlow(states[name]);
      expect(transition(record, stranger, soon)).toEqual({
        next: record,
        outcome: { type: 'refused', reason: 'expired_token' },
      });
    },
  );

  test('an unknown flow is as good as one that is over', () => {
    for (const event of Object.values(events)) {
      expect(transition(null, event, soon).outcome).toEqual({ type: 'refused', reason: 'expired_token' });
    }
  });
});

describe('the claim', () => {
  test('asked for again brings the same session, whatever the second one would have begun', () => {
    const again = { ...events.claim, session: sessionId('session-2') };
    const { next } = transition(aFlow(states.approved), events.claim, soon);
    for (const at of [soon, end, millis(end + 60_000)]) {
      expect(transition(next, again, at).outcome).toMatchObject({ type: 'claimed', session: 'session-1' });
    }
  });

  test.each<Name>(['pending', 'away', 'found', 'approved'])('%s after ten minutes is expired', (name) => {
    for (const event of Object.values(events)) {
      expect(transition(aFlow(states[name]), event, end).outcome).toEqual({
        type: 'refused',
        reason: 'expired_token',
      });
    }
  });
});

describe('a flow for an account', () => {
  const purpose = { type: 'add-way', owner: ada, session: sessionId('session-1') } as const;
  const provider = {
    external: { issuer: 'https://acme.example', subject: '1', suggestedName: 'Ada' },
    way: 'acme',
  };

  test.each(['pending', 'found'] as const)('is completed from %s, and once', (before) => {
    const { next } = transition(aFlow(states[before], { purpose }), { type: 'complete' }, soon);
    expect(next?.state).toEqual({ status: 'completed' });
    for (const event of [{ type: 'complete' }, { type: 'deny' }, events.find, events.leave] as const) {
      expect(transition(next, event, soon).outcome).toEqual({ type: 'refused', reason: 'out-of-step' });
    }
  });

  test('brings no session, whatever was clicked', () => {
    const found = aFlow(states.found, { purpose });
    expect(transition(found, events.approve, soon).outcome.type).toBe('refused');
    for (const state of Object.values(states)) {
      const { outcome } = transition(aFlow(state, { purpose }), events.claim, soon);
      expect(outcome.type).toBe(state.status === 'claimed' ? 'claimed' : 'refused');
    }
  });

  test('one that signs in completes nothing', () => {
    expect(transition(aFlow(states.found), { type: 'complete' }, soon).outcome.type).toBe('refused');
  });

  test('who has an account already goes on with what was found in hand', () => {
    const keep = { type: 'keep', ticket: 'ticket-1', candidate: provider } as const;
    const { next } = transition(aFlow(states.found, { way: 'acme' }), keep, soon);
    expect(next).toMatchObject({ way: null, purpose: { toAdd: provider }, state: states.pending });
    expect(transition(aFlow(states.found), { ...keep, ticket: 'another' }, soon).outcome.type).toBe(
      'refused',
    );
    expect(transition(aFlow(states.found, { purpose }), keep, soon).outcome.type).toBe('refused');
  });
});

describe('the code of a flow', () => {
  const withCode = { code: 'BCDF-GHJK' };
  const admit = (code: string) => ({ type: 'admit', code, browser: 'another' }) as const;

  test('lets one other cookie jar in, and no second', () => {
    const { next } = transition(aFlow(states.pending, withCode), admit('BCDF-GHJK'), soon);
    expect(next).toMatchObject({ admitted: 'another', state: states.pending });
    expect(transition(next, admit('BCDF-GHJK'), soon).outcome.type).toBe('refused');
  });

  test('is not to be guessed', () => {
    let flow = aFlow(states.pending, withCode);
    for (let n = 0; n < 5; n += 1) {
      const { next, outcome } = transition(flow, admit('XXXX-XXXX'), soon);
      expect(outcome.type).toBe('refused');
      flow = next ?? flow;
    }
    expect(transition(flow, admit('BCDF-GHJK'), soon)).toMatchObject({
      next: flow,
      outcome: { type: 'refused' },
    });
  });

  test('is none where none was asked for, and nothing after the end', () => {
    expect(transition(aFlow(), admit(''), soon).outcome.type).toBe('refused');
    for (const state of [states.approved, states.claimed, states.denied]) {
      expect(transition(aFlow(state, withCode), admit('BCDF-GHJK'), soon).outcome.type).toBe('refused');
    }
    expect(transition(aFlow(states.pending, withCode), admit('BCDF-GHJK'), end).outcome.type).toBe('refused');
  });
});
