import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backOff, type Failure, waitMs } from './backoff.ts';
import type { ServerOutage } from './state.ts';

const unreachable: Failure = { type: 'unreachable', hadNetwork: true };

/** The wait after so many failures, in milliseconds. */
function waitAfter(failures: number, jitter: number, failure: Failure = unreachable): number {
  let outage: ServerOutage | null = null;
  for (let failed = 0; failed < failures; failed++) outage = backOff(outage, failure, jitter, 0);
  return waitMs(outage, 0);
}

test.for([
  [1, 500, 1_000],
  [2, 1_000, 2_000],
  [3, 2_000, 4_000],
  [5, 8_000, 16_000],
  [6, 15_000, 30_000],
  [40, 15_000, 30_000],
])('after %i failures: from %i to %i ms', ([failures = 0, least, most]) => {
  expect(waitAfter(failures, 0)).toBe(least);
  expect(waitAfter(failures, 1)).toBe(most);
});

test('a machine without a network may try at once, and its tries make no later wait longer', () => {
  const before = backOff(null, unreachable, 0, 0);
  const without = backOff(before, { type: 'unreachable', hadNetwork: false }, 1, 0);
  expect(waitMs(without, 0)).toBe(0);
  expect(waitMs(backOff(without, unreachable, 0, 0), 0)).toBe(waitMs(backOff(before, unreachable, 0, 0), 0));
});

describe('Retry-After', () => {
  const asking = (retryAfterMs: number): Failure => ({ type: 'unavailable', retryAfterMs });

  test('is a floor, with jitter on top so that not everybody comes at its end', () => {
    expect(waitAfter(1, 0, asking(120_000))).toBe(120_500);
    expect(waitAfter(1, 1, asking(120_000))).toBe(121_000);
  });

  test('of a year does not lock anybody out for a year', () => {
    expect(waitAfter(1, 0, asking(31_536_000_000))).toBeLessThanOrEqual(3_601_000);
  });

  test('of nothing is no reason to hurry', () => {
    expect(waitAfter(3, 0, asking(0))).toBe(2_000);
  });
});

test.for([86_400_000, 3_600_000, 60_000])(
  'a clock that was set back by %i ms does not stretch a wait',
  (ms) => {
    const outage = backOff(null, unreachable, 1, ms);
    expect(waitMs(outage, 0)).toBe(0);
  },
);

test('no wait is ever longer than an hour and a half minute, or negative', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0 }),
      fc.integer({ min: -1e9, max: 1e9 }),
      (failures, jitter, retryAfterMs, elapsedMs) => {
        const before = { type: 'unavailable', failures, sinceMs: 0, untilMs: 0 } as const;
        const outage = backOff(before, { type: 'unavailable', retryAfterMs }, jitter, 0);
        const wait = waitMs(outage, elapsedMs);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(3_630_000);
      },
    ),
  );
});
