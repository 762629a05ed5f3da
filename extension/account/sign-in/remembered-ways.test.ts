import { expect, test } from 'vitest';
import { createFakeStorage } from '../testing/storage.ts';
import { recallWays, rememberWays } from './remembered-ways.ts';

const acme = { id: 'acme', kind: 'redirect', name: 'Acme' };

test('what the server offered is there the next time', () => {
  const store = createFakeStorage();
  rememberWays(store, [acme]);
  expect(recallWays(store)).toEqual([acme]);
});

test.each(['', 'no JSON', 'null', '{}', '[null]', '[{"id":1}]'])('%s is no way in', (text) => {
  const store = createFakeStorage();
  store.setItem('latchkey.remembered-ways', text);
  expect(recallWays(store)).toEqual([]);
});
