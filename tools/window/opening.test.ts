import { expect, test } from 'vitest';
import { readArguments } from './opening.ts';

test.each([
  [[], { opening: 'ask', backend: null }],
  [['--open'], { opening: 'yes', backend: null }],
  [['--no-open'], { opening: 'no', backend: null }],
  [['--backend', 'nest'], { opening: 'ask', backend: 'nest' }],
  [['--no-open', '--backend=provider'], { opening: 'no', backend: 'provider' }],
])('%j means %s', (args, meaning) => {
  expect(readArguments(args)).toEqual(meaning);
});

test.each([[['--opne']], [['now']], [['--backend']], [['--backend', 'django']]])(
  '%j is refused with what there is',
  (args) => {
    expect(() => readArguments(args)).toThrow(/not understood.*--open.*nest/);
  },
);
