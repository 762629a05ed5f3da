import { expect, test } from 'vitest';
import { aGrant, T0 } from '../../testing/states.ts';
import { countRefresh, isTripped } from './refresh-circuit-breaker.ts';

const token = (lifeMs: number) => aGrant(1, 's1', T0, lifeMs).token;

test.for([
  ['at the end of its life', 300_000, 300_000, 0],
  ['a little ahead of it', 300_000, 271_000, 0],
  ['a two-second token at its end', 2_000, 1_700, 0],
  ['soon after it came', 300_000, 5_000, 1],
  ['a token without any life', 0, 200, 1],
  ['a two-second token at once', 2_000, 100, 1],
] as const)('a token replaced %s counts as it should', ([_, lifeMs, ageMs, counted]) => {
  expect(countRefresh([], token(lifeMs), T0 + ageMs)).toHaveLength(counted);
});

test('the first token replaces none', () => {
  expect(countRefresh([], null, T0)).toEqual([]);
});

test('three early refreshes in a minute trip it, for the rest of that minute', () => {
  const times = [T0, T0 + 20_000, T0 + 40_000];
  expect(isTripped(times.slice(0, 2), T0 + 40_000)).toBe(false);
  expect(isTripped(times, T0 + 40_000)).toBe(true);
  expect(isTripped(times, T0 + 61_000)).toBe(false);
});

test('a clock that was set back forgets rather than trips for ever', () => {
  expect(isTripped([T0, T0, T0], T0 - 3_600_000)).toBe(false);
});
