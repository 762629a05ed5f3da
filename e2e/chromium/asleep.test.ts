import { describe, expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import type { Browser } from '../harness/browser.ts';
import { expireAccessToken, shortLife } from '../harness/expired-token.ts';
import { forgetAccessToken } from '../harness/inside-worker.ts';
import { signedInTab, tabWithClient, whoAmI } from '../harness/signed-in-tab.ts';
import { test } from '../harness/test.ts';

test.override({ settings: shortLife, contentScripts: 'may call the API' });

test('a worker that slept until the access token had expired refreshes once and goes on', async ({
  server,
  browser,
  site,
}) => {
  const script = await signedInTab(browser, site.page('article'));
  await browser.worker.stop();
  await expireAccessToken(server);
  expect(await script.evaluate(whoAmI)).toBe(200);
  expect(await server.count('latchkey_refresh_total')).toBe(1);
});

test('so does one that finds its storage empty when it wakes', async ({ server, browser, site }) => {
  const script = await signedInTab(browser, site.page('article'));
  await forgetAccessToken(browser);
  await expireAccessToken(server);
  expect(await script.evaluate(whoAmI)).toBe(200);
  expect(await server.count('latchkey_refresh_total')).toBe(1);
  await (await browser.popup()).showsAccount(ada.username);
});

test('so does a browser that was closed until then', async ({ server, browser, site }) => {
  await signedInTab(browser, site.page('article'));
  await browser.close();
  await expireAccessToken(server);
  await browser.open();
  const script = await tabWithClient(browser, site.page('article'));
  expect(await script.evaluate(whoAmI)).toBe(200);
  expect(await server.count('latchkey_refresh_total')).toBe(1);
  await (await browser.popup()).showsAccount(ada.username);
});

describe('a browser that crashed just after a refresh', () => {
  test.override({ settings: {} });

  // Chromium writes cookies to disk every 30 s: the one that comes back is of the generation before.
  test('comes back with an older cookie, and is signed in', async ({ server, browser, site }) => {
    await signedInTab(browser, site.page('article'));
    await browser.close();
    await browser.open();
    const script = await tabWithClient(browser, site.page('article'));
    await forgetAccessToken(browser);
    expect(await script.evaluate(whoAmI)).toBe(200);
    const before = await cookieGeneration(browser);
    await browser.crash();

    await browser.open();
    expect(await cookieGeneration(browser)).toBe(before - 1);
    const again = await tabWithClient(browser, site.page('article'));
    expect(await again.evaluate(whoAmI)).toBe(200);
    await (await browser.popup()).showsAccount(ada.username);
    expect(await cookieGeneration(browser)).toBe(before);
    expect(await server.count('latchkey_refresh_total', { outcome: 'replayed' })).toBe(1);
    expect(await server.count('latchkey_session_ended_total')).toBe(0);
  });
});

/** Of the refresh token in the cookie jar; nothing but its payload is looked at. */
async function cookieGeneration(browser: Browser): Promise<number> {
  const cookies = await browser.context.cookies();
  const payload = cookies.find(({ name }) => name.startsWith('rt-'))?.value.split('.')[1] ?? '';
  return JSON.parse(Buffer.from(payload, 'base64url').toString()).gen;
}
