import { describe, expect, test } from 'vitest';
import { type Millis, millis } from '../time/time.ts';
import { generation, type SessionRecord, thumbprint } from './record.ts';
import { aSession } from './testing/a-session.ts';
import { DUPLICATE_MS, transition } from './transition.ts';

const IDLE_MS = millis(15 * 86_400_000);
const policy = { idleMs: IDLE_MS, duplicateMs: DUPLICATE_MS };
const rotatedAt = aSession().rotatedAt;
const soon = millis(rotatedAt + 60_000);
const later = millis(rotatedAt + 60_001);

const refresh = (
  record: SessionRecord | null,
  gen: number,
  now: Millis = later,
  { jkt = 'key-1', receiptGen = 0, provedAt = now } = {},
) =>
  transition(
    record,
    {
      type: 'refresh',
      gen: generation(gen),
      jkt: thumbprint(jkt),
      receiptGen: generation(receiptGen),
      provedAt,
    },
    now,
    policy,
  );

describe('dead: a dead session answers with why, and nothing else changes', () => {
  test.each([
    ['no record', null, 5, 'unknown'],
    ['signed out', aSession({ status: 'logout' }), 5, 'logout'],
    ['ended for reuse', aSession({ status: 'reuse' }), 5, 'reuse'],
    ['ended by the operator', aSession({ status: 'admin' }), 5, 'admin'],
    ['ended by a new password', aSession({ status: 'password' }), 5, 'password'],
    ['idle too long', aSession({ idleUntil: later }), 5, 'expired'],
    ['past its absolute end', aSession({ absoluteUntil: later }), 5, 'expired'],
    ['an old token of a signed-out session', aSession({ status: 'logout' }), 2, 'logout'],
  ])('%s', (_name, record, gen, reason) => {
    expect(refresh(record, gen)).toEqual({ next: record, outcome: { type: 'dead', reason } });
  });

  test.each([5, 4, 2, 6])('the wrong key, with generation %i of 5', (gen) => {
    const record = aSession();
    expect(refresh(record, gen, later, { jkt: 'key-2', receiptGen: 5 })).toEqual({
      next: record,
      outcome: { type: 'dead', reason: 'key-mismatch' },
    });
  });
});

describe('rotated: the first use of a generation makes the next one', () => {
  test('one up, not acknowledged, the idle end moved', () => {
    const { next, outcome } = refresh(aSession(), 5);
    expect(outcome).toEqual({ type: 'rotated' });
    expect(next).toEqual(
      aSession({
        gen: generation(6),
        ackedAt: null,
        rotatedAt: later,
        lastUsedAt: later,
        idleUntil: millis(later + IDLE_MS),
      }),
    );
  });

  test('the idle end never passes the absolute end', () => {
    const absoluteUntil = millis(later + 1000);
    expect(refresh(aSession({ absoluteUntil }), 5).next?.idleUntil).toBe(absoluteUntil);
  });
});

describe('replayed: the generation before, again', () => {
  test.each([
    ['not acknowledged, after a minute', false, later],
    ['not acknowledged, after ten days', false, millis(rotatedAt + 10 * 86_400_000)],
    ['acknowledged, within a minute', true, soon],
    ['acknowledged, the clock set back', true, millis(rotatedAt - 3_600_000)],
  ])('%s: the same successor, nothing written', (_name, acked, now) => {
    const record = aSession({ ackedAt: acked ? rotatedAt : null });
    const { next, outcome } = refresh(record, 4, now);
    expect(outcome).toEqual({ type: 'replayed' });
    expect(next).toBe(record);
  });
});

describe('reuse: two parties hold one session', () => {
  const after = millis(rotatedAt + 1);
  test.each([
    ['the generation before, acknowledged, after a minute', true, 4, later],
    ['two generations back, right after the rotation', true, 3, after],
    ['two generations back, not acknowledged', false, 3, after],
    ['the first one', false, 1, later],
  ])('%s: the session ends', (_name, acked, gen, now) => {
    const { next, outcome } = refresh(aSession({ ackedAt: acked ? rotatedAt : null }), gen, now);
    expect(outcome).toEqual({ type: 'reuse' });
    expect(next).toEqual(aSession({ ackedAt: acked ? rotatedAt : null, status: 'reuse' }));
  });
});

describe('replayed: the receipt of the current generation proves that its cookie was there', () => {
  test.each([4, 3, 1])('generation %i of 5, after a minute: the same successor', (gen) => {
    const record = aSession();
    const { next, outcome } = refresh(record, gen, later, { receiptGen: 5 });
    expect(outcome).toEqual({ type: 'replayed' });
    expect(next).toBe(record);
  });
});

test('replayed: a receipt of the generation before counts as that generation', () => {
  expect(refresh(aSession({ ackedAt: null }), 2, later, { receiptGen: 4 }).outcome).toEqual({
    type: 'replayed',
  });
  expect(refresh(aSession(), 2, later, { receiptGen: 4 }).outcome).toEqual({ type: 'reuse' });
});

describe('superseded: a request whose proof is older than the last rotation has been overtaken', () => {
  test.each([
    ['the generation before, acknowledged, after a minute', true, 4, later],
    ['two generations back', true, 3, soon],
    ['two generations back, not acknowledged', false, 3, soon],
    ['the first one', true, 1, later],
  ])('%s: neither a token nor an end', (_name, acked, gen, now) => {
    const record = aSession({ ackedAt: acked ? rotatedAt : null });
    const { next, outcome } = refresh(record, gen, now, { provedAt: rotatedAt });
    expect(outcome).toEqual({ type: 'superseded' });
    expect(next).toBe(record);
  });
});

test('superseded: an answer that was repeated long after the rotation: what was held up meanwhile is no clone', () => {
  const record = aSession({ ackedAt: millis(rotatedAt + 90_000) });
  const now = millis(rotatedAt + 100_000);
  const heldUp = refresh(record, 4, now, { provedAt: millis(rotatedAt + 80_000) });
  expect(heldUp).toEqual({ next: record, outcome: { type: 'superseded' } });
  expect(refresh(record, 4, now, { provedAt: millis(rotatedAt + 91_000) }).outcome).toEqual({
    type: 'reuse',
  });
});

test('healed: a storage that fell behind is healed from the token that only we can have signed', () => {
  const { next, outcome } = refresh(aSession(), 9);
  expect(outcome).toEqual({ type: 'healed' });
  expect(next?.gen).toBe(10);
});

describe('acknowledged: an access token of the current generation acknowledges it', () => {
  const acknowledge = (record: SessionRecord | null, gen: number) =>
    transition(record, { type: 'acknowledge', gen: generation(gen) }, later, policy);

  test('once', () => {
    const { next, outcome } = acknowledge(aSession({ ackedAt: null }), 5);
    expect(outcome).toEqual({ type: 'acknowledged' });
    expect(next).toEqual(aSession({ ackedAt: later }));
  });

  test.each([
    ['already acknowledged', aSession(), 5],
    ['a token of the generation before', aSession({ ackedAt: null }), 4],
    ['a session that has ended', aSession({ ackedAt: null, status: 'logout' }), 5],
    ['no session', null, 5],
  ])('%s: nothing to write', (_name, record, gen) => {
    expect(acknowledge(record, gen)).toEqual({ next: record, outcome: { type: 'unchanged' } });
  });
});

describe('ended: an end is final and idempotent', () => {
  test.each(['logout', 'admin', 'password', 'reuse'] as const)('%s', (reason) => {
    const { next, outcome } = transition(aSession(), { type: 'end', reason }, later, policy);
    expect(outcome).toEqual({ type: 'ended' });
    expect(next?.status).toBe(reason);
    expect(transition(next, { type: 'end', reason: 'admin' }, later, policy)).toEqual({
      next,
      outcome: { type: 'unchanged' },
    });
  });
});
