import { describe, expect, test } from 'vitest';
import { aGrant, START_MS, signedIn, unknown } from '../../testing/states.ts';
import type { BrokerState } from './state.ts';
import { decideToken } from './token-decision.ts';

/** `use`, `use+refresh`, `refresh`, or the code of the failure. */
function answer(state: BrokerState, refused: string | null = null, nowMs = START_MS): string {
  const result = decideToken(state, refused, nowMs);
  if (result.type === 'use') return result.refreshAhead ? 'use+refresh' : 'use';
  return result.type === 'fail' ? result.error.code : 'refresh';
}

const ofToken = (generation: number, sessionId = 's1'): string => aGrant(generation, sessionId).token.value;
const waiting = (type: 'unreachable' | 'unavailable') => ({
  type,
  failures: 1,
  sinceMs: START_MS,
  untilMs: START_MS + 10_000,
});

describe('whoever asks', () => {
  test.for<[string, BrokerState, string]>([
    ['signed in', signedIn(), 'use'],
    ['signed in, no token yet', signedIn({ token: null }), 'refresh'],
    ['nothing known', unknown, 'refresh'],
    ['signed out', { ...unknown, session: { status: 'signed-out', reason: 'user' } }, 'signed-out'],
    ['offline with a token that lives', signedIn({ outage: waiting('unreachable') }), 'use'],
    ['offline without', signedIn({ token: null, outage: waiting('unreachable') }), 'offline'],
    ['server busy, without', signedIn({ token: null, outage: waiting('unavailable') }), 'server-unavailable'],
  ])('%s: %s', ([_, state, expected]) => {
    expect(answer(state)).toBe(expected);
  });
});

describe('the token’s life', () => {
  test.for([
    [0, 'use'],
    [269_000, 'use'],
    [271_000, 'use+refresh'],
    [299_999, 'use+refresh'],
    [300_000, 'refresh'],
    [-600_000, 'use'],
  ] as const)('%i ms after it was issued: %s', ([afterMs, expected]) => {
    expect(answer(signedIn(), null, START_MS + afterMs)).toBe(expected);
  });

  test('a short one is not refreshed for most of its time', () => {
    const short = signedIn({ token: aGrant(1, 's1', START_MS, 2_000).token });
    expect(answer(short, null, START_MS + 1_500)).toBe('use');
    expect(answer(short, null, START_MS + 1_700)).toBe('use+refresh');
  });

  test('while the server wants to be left alone, nothing is refreshed ahead', () => {
    const busy = signedIn({ outage: { ...waiting('unavailable'), untilMs: START_MS + 900_000 } });
    expect(answer(busy, null, START_MS + 290_000)).toBe('use');
  });
});

describe('a caller whose token was refused', () => {
  const current = signedIn({ token: aGrant(5).token });
  test.for<[string, string, string]>([
    ['the one we have: refresh', ofToken(5), 'refresh'],
    ['an older one: ours will do', ofToken(4), 'use'],
    [
      'a newer one, of a worker that died before it stored it: ours, and a refusal of that refreshes',
      ofToken(6),
      'use',
    ],
    ['one of another session: ours will do', ofToken(5, 's0'), 'use'],
  ])('%s', ([_, refused, expected]) => {
    expect(answer(current, refused)).toBe(expected);
  });

  test('gets the same again once refreshing has stopped to help', () => {
    expect(answer({ ...current, prematureMs: [START_MS, START_MS, START_MS] }, ofToken(5))).toBe('use');
    expect(
      answer({ ...current, prematureMs: [START_MS, START_MS, START_MS] }, ofToken(5), START_MS + 60_000),
    ).toBe('refresh');
  });
});

test('a failure says when to come back', () => {
  const result = decideToken(
    signedIn({ token: null, outage: waiting('unreachable') }),
    null,
    START_MS + 4_000,
  );
  expect(result).toMatchObject({ type: 'fail', error: { retryAfterMs: 6_000 } });
});
