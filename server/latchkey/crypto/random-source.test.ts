import { expect, test } from 'vitest';
import { createRandomSource } from './random-source.ts';

test('never gives the same bytes twice, also where one stock ends and the next begins', () => {
  const random = createRandomSource();
  const given = Array.from({ length: 5_000 }, () => random(16));
  expect(new Set(given).size).toBe(given.length);
  expect(given.every((text) => Buffer.from(text, 'base64url').length === 16)).toBe(true);
});

test('gives each byte of a stock once, in order', () => {
  let filled = 0;
  const random = createRandomSource((stock) => {
    filled += 1;
    stock.fill(filled);
  });
  const bytes = (count: number) => [...Buffer.from(random(count), 'base64url')];
  expect(bytes(4_090)).toEqual(new Array(4_090).fill(1));
  // Six are left, which are not enough.
  expect(bytes(8)).toEqual(new Array(8).fill(2));
  expect(() => random(5_000)).toThrow(RangeError);
});
