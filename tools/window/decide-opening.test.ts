import { expect, test } from 'vitest';
import { decideOpening, type Surroundings } from './decide-opening.ts';

const desktop: Surroundings = {
  chromium: { status: 'found', path: '/usr/bin/chromium', version: 'Chromium 156' },
  display: true,
  terminal: true,
};
const branded = {
  status: 'refused',
  path: '/usr/bin/google-chrome',
  reason: 'It is branded Chrome.',
} as const;

test('at a desktop the person is asked', () => {
  expect(decideOpening('ask', desktop)).toEqual({
    kind: 'ask',
    binary: '/usr/bin/chromium',
    browser: 'Chromium 156',
  });
});

test('--open says yes up front, --no-open is not asked again', () => {
  expect(decideOpening('yes', { ...desktop, terminal: false })).toMatchObject({ kind: 'open' });
  expect(decideOpening('no', desktop)).toEqual({ kind: 'serve-only', reason: '' });
});

test.each([
  ['without a display', { ...desktop, display: false }, 'no display'],
  ['with branded Chrome alone', { ...desktop, chromium: branded }, 'branded'],
  ['with nobody to ask', { ...desktop, terminal: false }, '--open'],
])('%s it serves on and says why in one line', (_, surroundings, word) => {
  const decision = decideOpening('ask', surroundings);
  expect(decision).toEqual({ kind: 'serve-only', reason: expect.stringContaining(word) });
});

test('--open where it can not work serves on as well', () => {
  expect(decideOpening('yes', { ...desktop, display: false })).toMatchObject({ kind: 'serve-only' });
});
