import { expect, test } from 'vitest';
import { isKeyIdOf, newKeyId } from './key-id.ts';

const [own, others] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];

test('an id of a key tells whose it is and what it is for, to whoever has the secret', () => {
  const kid = newKeyId(own, 'refresh');
  expect(isKeyIdOf(own, 'refresh', kid)).toBe(true);
  expect(isKeyIdOf(own, 'access', kid)).toBe(false);
  expect(isKeyIdOf(others, 'refresh', kid)).toBe(false);
});

test.each(['', 'k', 'ab12cd34ef56', `${'A'.repeat(24)}`, 'x'.repeat(100_000)])(
  "an id that was made without the secret is nobody's: %#",
  (kid) => {
    expect(isKeyIdOf(own, 'refresh', kid)).toBe(false);
  },
);
