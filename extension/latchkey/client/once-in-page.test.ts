import { expect, test } from 'vitest';
import { onceInPage } from './once-in-page.ts';

test('a content script that is put into a page twice runs once', () => {
  const world = {};
  expect([onceInPage(world), onceInPage(world)]).toEqual([true, false]);
  expect(onceInPage({})).toBe(true);
});
