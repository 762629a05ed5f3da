import { expect, test } from 'vitest';
import { createRandomSource } from '../crypto/random-source.ts';
import { newUserCode, readUserCode } from './user-code.ts';

test('a code is eight letters that make no word, each as likely as the others', () => {
  const random = createRandomSource();
  const seen = new Map<string, number>();
  for (let n = 0; n < 2_000; n += 1) {
    const code = newUserCode(random);
    expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    for (const letter of code.replace('-', '')) seen.set(letter, (seen.get(letter) ?? 0) + 1);
  }
  expect(seen.size).toBe(20);
  for (const count of seen.values()) expect(count / 800).toBeGreaterThan(0.8);
});

test.each(['BCDF-GHJK', 'bcdf-ghjk', ' bcdfghjk ', 'BCDF GHJK'])('%j is understood', (typed) => {
  expect(readUserCode(typed)).toBe('BCDF-GHJK');
});
