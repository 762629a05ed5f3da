import { expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

/** How many of so many calls at once are let through. */
function burst(
  limit: ReturnType<typeof createRateLimit>,
  sender: string,
  calls: number,
  nowMs: number,
): number {
  return Array.from({ length: calls }, () => limit.take(sender, nowMs)).filter((wait) => wait === null)
    .length;
}

test('a hundred calls at once are normal', () => {
  expect(burst(createRateLimit(), 'a', 100, 0)).toBe(100);
});

test('a flood is cut, and told when the next call may come', () => {
  const limit = createRateLimit();
  const through = burst(limit, 'a', 1_000, 0);
  expect(through).toBeLessThan(200);
  const waitMs = limit.take('a', 0) ?? 0;
  expect(waitMs).toBeGreaterThan(0);
  expect(limit.take('a', waitMs)).toBeNull();
});

test('one sender’s flood costs no other anything', () => {
  const limit = createRateLimit();
  burst(limit, 'a', 1_000, 0);
  expect(limit.take('b', 0)).toBeNull();
});

test('a clock that is set back locks nobody out for longer', () => {
  const limit = createRateLimit();
  burst(limit, 'a', 1_000, 3_600_000);
  expect(limit.take('a', 0)).not.toBeNull();
  expect(limit.take('a', 1_000)).toBeNull();
});

test('senders without number take no memory without end, and the busy one is still known', () => {
  const limit = createRateLimit();
  burst(limit, 'busy', 1_000, 0);
  for (let sender = 0; sender < 400; sender++) limit.take(`s${sender}`, 0);
  expect(limit.take('busy', 0)).not.toBeNull();
});
