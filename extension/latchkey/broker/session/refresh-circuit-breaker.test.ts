import { expect, test } from 'vitest';
import { aGrant, START_MS } from '../../testing/states.ts';
import { countPremature, isOpen } from './refresh-circuit-breaker.ts';

const token = (lifeMs: number) => aGrant(1, 's1', START_MS, lifeMs).token;

test.for([
  ['at the end of its life', 300_000, 300_000, 0],
  ['a little ahead of it', 300_000, 271_000, 0],
  ['a two-second token at its end', 2_000, 1_700, 0],
  ['soon after it came', 300_000, 5_000, 1],
  ['a token without any life', 0, 200, 1],
  ['a two-second token at once', 2_000, 100, 1],
] as const)('a token replaced %s counts as it should', ([_, lifeMs, ageMs, counted]) => {
  expect(countPremature([], token(lifeMs), START_MS + ageMs)).toHaveLength(counted);
});

test('the first token replaces none', () => {
  expect(countPremature([], null, START_MS)).toEqual([]);
});

test('three early refreshes in a minute trip it, for the rest of that minute', () => {
  const times = [START_MS, START_MS + 20_000, START_MS + 40_000];
  expect(isOpen(times.slice(0, 2), START_MS + 40_000)).toBe(false);
  expect(isOpen(times, START_MS + 40_000)).toBe(true);
  expect(isOpen(times, START_MS + 61_000)).toBe(false);
});

test('a clock that was set back forgets rather than trips for ever', () => {
  expect(isOpen([START_MS, START_MS, START_MS], START_MS - 3_600_000)).toBe(false);
});
