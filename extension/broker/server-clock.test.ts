import { expect, test } from 'vitest';
import { clockOffset } from './server-clock.ts';
import { T0 } from './testing/states.ts';

const date = (ms: number) => new Date(ms).toUTCString();

test.for([
  ['agrees', 0, null],
  ['differs by less than the header can tell', 1_500, null],
  ['is ten minutes ahead', 600_000, 600_000],
  ['is ten minutes behind', -600_000, -600_000],
] as const)('the server’s clock %s', ([_, aheadMs, expected]) => {
  const offset = clockOffset(date(T0 + aheadMs), T0, T0 + 200, 0);
  if (expected === null) expect(offset).toBeNull();
  else expect(Math.abs((offset ?? 0) - expected)).toBeLessThanOrEqual(1_000);
});

test('a slow answer is taken for half its time', () => {
  expect(clockOffset(date(T0 + 605_000), T0, T0 + 10_000, 0)).toBe(600_500);
});

test('a clock that was corrected is noticed', () => {
  expect(clockOffset(date(T0), T0, T0, 600_000)).toBe(500);
});

test.for([null, '', 'yesterday'])('a Date of %o says nothing', (header) => {
  expect(clockOffset(header, T0, T0, 0)).toBeNull();
});
