import fc from 'fast-check';
import { expect, test } from 'vitest';
import { START_MS } from '../testing/states.ts';
import { clockOffset } from './clock-offset.ts';

const date = (ms: number) => new Date(ms).toUTCString();

test.for([
  ['agrees', 0, null],
  ['differs by less than the header can tell', 200, null],
  ['is ten minutes ahead', 600_000, 600_000],
  ['is ten minutes behind', -600_000, -600_000],
] as const)('the server’s clock %s', ([_, aheadMs, expected]) => {
  const offset = clockOffset(date(START_MS + aheadMs), START_MS, START_MS + 200, 0);
  if (expected === null) expect(offset).toBeNull();
  else expect(Math.abs((offset ?? 0) - expected)).toBeLessThanOrEqual(1_000);
});

test('a slow answer is taken for half its time', () => {
  expect(clockOffset(date(START_MS + 605_000), START_MS, START_MS + 10_000, 0)).toBe(600_500);
});

test('a slow answer does not blur what a quick one has told', () => {
  expect(clockOffset(date(START_MS + 9_000), START_MS, START_MS + 10_000, 0)).toBeNull();
});

test('whatever the header cuts off and the network delays, the truth is known to half of it and a second', () => {
  const offsets = fc.integer({ min: -1e9, max: 1e9 });
  const delay = fc.nat(8_000);
  fc.assert(
    fc.property(offsets, offsets, delay, delay, (aheadMs, beforeMs, thereMs, backMs) => {
      const written = date(START_MS + thereMs + aheadMs);
      const offset = clockOffset(written, START_MS, START_MS + thereMs + backMs, beforeMs) ?? beforeMs;
      expect(Math.abs(offset - aheadMs)).toBeLessThanOrEqual(thereMs + backMs + 1_000);
    }),
  );
});

test('a clock that was corrected is noticed', () => {
  expect(clockOffset(date(START_MS), START_MS, START_MS, 600_000)).toBe(500);
});

test.for([null, '', 'yesterday'])('a Date of %o says nothing', (header) => {
  expect(clockOffset(header, START_MS, START_MS, 0)).toBeNull();
});
