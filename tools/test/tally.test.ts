import { expect, test } from 'vitest';
import { addUp, forbidSkips, summary } from './tally.ts';

const unit = { passed: 3, failed: [], skipped: [{ name: 'on Redis', reason: 'redis-server is not here' }] };
const browser = { passed: 2, failed: [{ name: 'signs in', message: 'no button\nat all' }], skipped: [] };

test('the counts of all runners are the last line', () => {
  expect(
    summary(addUp([unit, browser]))
      .split('\n')
      .at(-1),
  ).toBe('5 passed, 1 failed, 1 skipped');
  expect(summary({ passed: 5, failed: [], skipped: [] })).toBe('5 passed, 0 failed');
});

test('a skipped test is named with its reason, a failed one with its message', () => {
  const lines = summary(addUp([unit, browser])).split('\n');
  expect(lines).toContain('SKIPPED on Redis: redis-server is not here');
  expect(lines).toEqual(expect.arrayContaining(['FAILED signs in', '    no button', '    at all']));
});

test('where nothing may be skipped, a skipped test fails', () => {
  expect(forbidSkips(unit)).toMatchObject({ passed: 3, failed: [{ name: 'on Redis' }], skipped: [] });
});
