import { expect, test } from 'vitest';
import { readOpening } from './opening.ts';

test.each([
  [[], 'ask'],
  [['--open'], 'yes'],
  [['--no-open'], 'no'],
])('%j means %s', (args, opening) => {
  expect(readOpening(args)).toBe(opening);
});

test.each([[['--opne']], [['now']]])('%j is refused with what there is', (args) => {
  expect(() => readOpening(args)).toThrow(/not understood.*--open/);
});
