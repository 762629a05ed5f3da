import { generateKeyPair } from 'dpop';
import { expect } from 'vitest';
import { ada, grace } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import type { Server } from '../../server/testing/server.ts';
import { appendFrame } from '../harness/append-frame.ts';
import type { Browser } from '../harness/browser.ts';
import { CookieThief } from '../harness/cookie-thief.ts';
import { extensionOrigin } from '../harness/extension-id.ts';
import { HostileExtension, hostileExtensionFolder } from '../harness/hostile-extension.ts';
import { forgetAccessToken } from '../harness/inside-worker.ts';
import { slot } from '../harness/slot.ts';
import { test as alone } from '../harness/test.ts';

/** Somebody who is signed in, with another extension beside ours that may read every cookie and every site. */
const test = alone
  .override('extensions', () => [slot().extensionFolder, hostileExtensionFolder])
  .extend('hostile', async ({ server, browser }) => {
    await (await browser.popup()).register(ada);
    return HostileExtension.in(browser.context, server);
  });

/** The session goes on, over a refresh too, and the server found nothing strange about it. */
async function staysSignedIn(server: Server, browser: Browser): Promise<void> {
  expect(await server.count('latchkey_session_ended_total')).toBe(0);
  const rotated = () => server.count('latchkey_refresh_total', { outcome: 'rotated' });
  const before = await rotated();
  await forgetAccessToken(browser);
  const options = await browser.options();
  await options.says('You are signed in on this device only.');
  // The doctor on that page may have asked once more.
  expect(await rotated()).toBeGreaterThan(before);
}

test('the cookie that it reads is worth nothing on another machine, and the owner sees each try', async ({
  server,
  browser,
  hostile,
}) => {
  const thief = CookieThief.holding(server, await hostile.readCookie());
  expect(await thief.refreshWithoutProof()).toMatchObject({ status: 400, code: 'invalid_dpop_proof' });
  expect(await thief.refreshWithOwnKey()).toMatchObject({ status: 401, reason: 'key-mismatch' });
  expect(await thief.refreshWithOwnKey()).toMatchObject({ status: 401, reason: 'key-mismatch' });
  const security = await browser.options('security');
  await security.says('2 attempts were turned away');
  await staysSignedIn(server, browser);
});

test('it can not refresh from inside the browser, where the cookie comes along by itself', async ({
  server,
  browser,
  hostile,
}) => {
  const keys = await generateKeyPair('ES256');
  const asItself = await hostile.callWithProof(keys, 'POST', '/auth/refresh');
  expect(asItself).toMatchObject({ status: 403 });
  await hostile.claimOurOrigin();
  expect(await hostile.call('POST', '/auth/refresh')).toMatchObject({ status: 400 });
  const asUs = await hostile.callWithProof(keys, 'POST', '/auth/refresh');
  expect(asUs).toMatchObject({ status: 401 });
  expect(asUs.body).toContain('key-mismatch');
  expect(asUs.body).not.toContain('access_token');
  await staysSignedIn(server, browser);
});

test('it can not sign the user out, nor end a session, nor change the password', async ({
  server,
  browser,
  hostile,
}) => {
  const keys = await generateKeyPair('ES256');
  const tries = async () => [
    await hostile.call('POST', '/auth/logout'),
    await hostile.callWithProof(keys, 'POST', '/auth/logout'),
    await hostile.call('GET', '/auth/sessions'),
    await hostile.call('DELETE', '/auth/sessions'),
    await hostile.call('POST', '/auth/password', {}, '{"current":"x","next":"y"}'),
    await hostile.call('DELETE', '/auth/account', {}, '{"password":"x"}'),
    await hostile.call('POST', '/auth/token', {}, '{"scope":"notes:read"}'),
    await hostile.call('GET', '/api/notes'),
  ];
  const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status);
  expect(statuses(await tries())).toEqual([403, 403, 401, 403, 403, 403, 403, 401]);
  await hostile.claimOurOrigin();
  // A sign-out without the session's key says what RFC 7009 says to any stranger, and ends nothing.
  expect(statuses(await tries())).toEqual([204, 204, 401, 401, 401, 401, 401, 401]);
  await hostile.readCookie();
  await staysSignedIn(server, browser);
});

test('nobody hears its messages', async ({ server, browser, hostile }) => {
  const wish = {
    latchkey: 'call',
    id: '1',
    call: { type: 'token', scope: null, refused: null, deadlineMs: 1_000 },
  };
  const told = await hostile.speakToUs(wish);
  expect(told.message).toContain('Receiving end does not exist');
  expect(told.connection).toContain('Receiving end does not exist');
  await staysSignedIn(server, browser);
});

test('it can not look into our pages: no frame, no script', async ({ server, browser, hostile }) => {
  const lure = await hostile.lure();
  for (const path of ['popup.html', 'options.html']) {
    await appendFrame(lure, `${extensionOrigin}/${path}`);
  }
  for (const frame of lure.frames().slice(1)) expect(frame.url()).toBe('chrome-error://chromewebdata/');

  const options = await browser.options();
  await options.says('You are signed in on this device only.');
  const html = () => document.documentElement.outerHTML;
  expect(await hostile.inject(`${extensionOrigin}/options.html`, html)).toMatch(/^Error: Cannot access/);
  await staysSignedIn(server, browser);
});

test('its script in a page with our panel has no way to act for the user', async ({
  server,
  browser,
  site,
  hostile,
}) => {
  const tab = await browser.visit(site.page('article'));
  await tab.notes.open();
  await tab.notes.add('Mine');
  const before = await apiCalls(server);
  const found = await hostile.inject(site.page('article'), () => {
    const host = document.querySelector('latchkey-notes')?.firstElementChild;
    // Extensions may open closed shadow roots: what stands in the page itself is not kept from them.
    const root = host instanceof HTMLElement ? chrome.dom.openOrClosedShadowRoot(host) : null;
    const frame = root?.querySelector('iframe');
    for (const button of root?.querySelectorAll('button') ?? []) button.click();
    const reach = () => {
      try {
        return frame?.contentWindow?.document.body.textContent ?? 'nothing';
      } catch (error) {
        return (error as DOMException).name;
      }
    };
    return {
      frames: root?.querySelectorAll('iframe').length,
      document: frame?.contentDocument ?? null,
      reached: reach(),
    };
  });
  expect(found).toEqual({ frames: 1, document: null, reached: 'SecurityError' });
  await tab.notes.shows('Mine');
  expect(await apiCalls(server)).toBe(before);
  await staysSignedIn(server, browser);
});

test('its flood of bad proofs keeps nobody but itself out', async ({ server, browser, hostile }) => {
  await hostile.claimOurOrigin();
  const keys = await generateKeyPair('ES256');
  const flood = await Promise.all(
    Array.from({ length: 60 }, () => hostile.callWithProof(keys, 'POST', '/auth/refresh')),
  );
  expect(flood.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(30);
  expect(flood.filter(({ status }) => status === 200)).toEqual([]);
  const security = await browser.options('security');
  await security.says('attempts were turned away');
  await staysSignedIn(server, browser);
});

test('the cookie that it deletes ends the session when a refresh is due, and the user is told what is gone', async ({
  browser,
  hostile,
}) => {
  const popup = await browser.popup();
  await hostile.deleteCookie();
  await popup.page.reload();
  await popup.showsAccount(ada.username);
  await forgetAccessToken(browser);
  await popup.page.reload();
  await popup.says("Your session's cookie is gone from this browser");
  await popup.signIn(ada);
});

test('its own session in the place of ours signs the user in as nobody else', async ({
  server,
  browser,
  hostile,
}) => {
  const attacker = await OtherDevice.register(server, grace);
  await hostile.replaceCookie(attacker.refreshToken);
  await forgetAccessToken(browser);
  const popup = await browser.popup();
  await popup.says('This browser no longer has the key that your session needs');
  expect(await attacker.isSignedIn()).toBe(true);
  await popup.signIn(ada);
});

/** How many calls of the API the server has answered. */
function apiCalls(server: Server): Promise<number> {
  return server.count('latchkey_http_request_duration_seconds_count', { route: '/api/notes' });
}
