import { expect, test } from 'vitest';
import { ANSWERED, type CallerEvent } from './caller-event.ts';
import { Ledger } from './ledger.ts';

const started = (call: number, text: string | null = null): CallerEvent => ({
  is: 'started',
  call,
  kind: text === null ? 'list' : 'write',
  deadlineMs: 2_000,
  text,
});
const settled = (call: number, outcome: string, overdueMs = 0): CallerEvent => ({
  is: 'settled',
  call,
  outcome,
  ms: 10,
  overdueMs,
  starvedMs: 0,
});

function heard(...events: CallerEvent[]): Ledger {
  const ledger = new Ledger(2_000);
  for (const event of events) ledger.hear('tab 1', event);
  return ledger;
}

test('a write that was answered is confirmed, one that failed is only attempted', () => {
  const ledger = heard(started(1, 'a'), settled(1, ANSWERED), started(2, 'b'), settled(2, 'offline'));
  expect(ledger.verdict()).toMatchObject({
    calls: 2,
    outcomes: { [ANSWERED]: 1, offline: 1 },
    attempted: new Set(['a', 'b']),
    confirmed: new Set(['a']),
    wrong: [],
  });
});

test('a call without an end is wrong, unless its tab was closed under it', () => {
  const ledger = heard(started(1));
  expect(ledger.verdict().wrong).toEqual(['tab 1: a list never settled']);
  ledger.lifeEnded('tab 1');
  expect(ledger.verdict()).toMatchObject({ abandoned: 1, wrong: [] });
});

test('a call that settles long after its deadline is wrong', () => {
  expect(heard(started(1), settled(1, 'deadline-exceeded', 50)).verdict().wrong).toEqual([]);
  expect(heard(started(1), settled(1, ANSWERED, 7_000)).verdict().wrong).toHaveLength(1);
});

test('a sign-out is wrong, whoever notices it', () => {
  expect(heard(started(1), settled(1, 'signed-out')).verdict().wrong).toHaveLength(1);
  expect(heard({ is: 'state', status: 'signed-out: expired' }).verdict().wrong).toHaveLength(1);
  expect(heard({ is: 'state', status: 'unknown' }).verdict().wrong).toEqual([]);
});

test('no trouble excuses a refused token, an untyped failure or a wrong answer', () => {
  for (const outcome of ['status 401', 'not typed: TypeError', 'wrong answer', 'denied']) {
    expect(heard(started(1), settled(1, outcome)).verdict().wrong).toHaveLength(1);
  }
});
