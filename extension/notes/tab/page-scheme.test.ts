import { expect, test } from 'vitest';
import { isDark } from './page-scheme.ts';

test.each([
  ['rgb(0, 0, 0)', true],
  ['rgb(27, 25, 22)', true],
  ['rgba(13, 17, 23, 0.9)', true],
  ['rgba(0, 0, 0, 0)', false],
  ['rgba(0, 0, 0, 0.3)', false],
  ['rgb(255, 255, 255)', false],
  ['rgb(0, 120, 60)', false],
  ['color(srgb 0 0 0)', false],
  ['', false],
])('%s is dark: %s', (color, dark) => {
  expect(isDark(color)).toBe(dark);
});
