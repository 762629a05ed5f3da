import { expect, test } from 'vitest';
import { formatAgo } from './format-time.ts';

const now = Date.UTC(2026, 4, 3, 12);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [0, 'now'],
  [59_999, 'now'],
  [-5_000, 'now'],
  [minute, '1 minute ago'],
  [59 * minute, '59 minutes ago'],
  [hour, '1 hour ago'],
  [day, 'yesterday'],
  [30 * day, '30 days ago'],
])('%s ms ago reads %s', (age, words) => {
  expect(formatAgo(now - age, now, 'en')).toBe(words);
});

test('is a date once days stop meaning something', () => {
  expect(formatAgo(now - 31 * day, now, 'en')).toMatch(/^Apr 2, 2026/);
});

test('speaks the language it is given', () => {
  expect(formatAgo(now - hour, now, 'zh-CN')).toBe('1小时前');
});
