import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { readOwnStores } from '../harness/firefox/own-stores.ts';
import { test } from '../harness/firefox/test.ts';

test('the refresh token is in a cookie that no script reads and no other site sends', async ({
  server,
  firefox,
}) => {
  await (await firefox.popup()).register(ada);
  // The other one, which says for a minute whether the browser keeps cookies, holds nothing.
  const cookies = (await firefox.cookies()).filter(({ name }) => !name.startsWith('probe-'));
  expect(cookies).toMatchObject([
    {
      name: expect.stringMatching(/^rt-/),
      domain: 'localhost',
      path: '/auth',
      httpOnly: true,
      secure: true,
      sameSite: 'Strict',
    },
  ]);
  const { page } = await firefox.visit(`${server.url}/try`);
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

test('what is on the disk opens no door: a key that can be used but not read, and no token', async ({
  firefox,
}) => {
  const popup = await firefox.popup();
  await popup.register(ada);
  const { keys, onDisk, inMemory } = await readOwnStores(popup.page);
  expect(keys).toEqual([
    { type: 'private', algorithm: 'ECDSA P-256', extractable: false, exported: 'refused' },
  ]);
  expect(onDisk).toContain(ada.username);
  expect(onDisk).not.toMatch(/eyJ/);
  expect(inMemory).toMatch(/eyJ/);
});
