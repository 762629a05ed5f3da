import assert from 'node:assert/strict';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { ada } from '../../server/testing/accounts.ts';
import { accessTokenOf } from './access-token.ts';
import { type Scene, since } from './scene.ts';

export function register({ server, browser, popup, step }: Scene): Promise<void> {
  const title = 'Ada registers in the popup.';
  return step(title, 'one pair is issued, and no script can read its longer half', async () => {
    await popup.register(ada);
    const token = await accessTokenOf(popup);
    const { typ, alg } = decodeProtectedHeader(token);
    const { exp = 0, iat = 0, scope } = decodeJwt(token);
    assert.equal(typ, 'at+jwt');
    const [cookie] = await browser.context.cookies(`${server.url}/auth/refresh`);
    assert.ok(cookie?.httpOnly && cookie.secure && cookie.sameSite === 'Strict' && cookie.path === '/auth');
    assert.equal(await server.count('latchkey_sign_in_total', { action: 'register', outcome: 'ok' }), 1);
    const days = Math.round((cookie.expires - Date.now() / 1000) / 86_400);
    return [
      `access token: ${typ}, ${alg}, for ${exp - iat} s here and 300 by default, in the worker's memory`,
      `its scope: ${scope}`,
      `refresh token: cookie ${cookie.name}, HttpOnly, Secure, SameSite=Strict, Path=/auth, for ${days} days`,
    ];
  });
}

export function writeNotes({ article, elsewhere, callsOfPage, take, step }: Scene): Promise<void> {
  const title = 'She writes notes on two pages.';
  return step(title, 'the panel is out of the page’s reach, though it stands in it', async () => {
    await elsewhere.notes.open();
    await elsewhere.notes.add('Come back to this page.');
    const inReach = await elsewhere.page.evaluate(() => [document.cookie, ...Object.keys(localStorage)]);
    assert.equal(inReach.join(''), '');
    assert.deepEqual(callsOfPage, []);
    await article.notes.open();
    await article.notes.add('The pegs are four thousand years old. Look for pictures.');
    await article.notes.add('“The latchstring is out”: use this for the welcome page.');
    return [
      `calls that the page made: ${callsOfPage.length}; cookies and stored items in its reach: 0`,
      await take('notes-panel', article.page, { width: 960, height: 600 }),
      await take('notes-panel-dark', article.page, { width: 960, height: 600, scheme: 'dark' }),
    ];
  });
}

export function stopWorker({ browser, elsewhere, step }: Scene): Promise<void> {
  const title = 'The browser stops the worker, and she writes another.';
  return step(title, 'the call wakes the worker and is answered', async () => {
    const before = browser.worker.stops;
    await browser.worker.stop();
    const begin = performance.now();
    await elsewhere.notes.add('Written while the worker was stopped.');
    assert.equal(browser.worker.stops, before + 1);
    return [`the note stands ${since(begin)} after she began to type`];
  });
}
