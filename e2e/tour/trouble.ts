import assert from 'node:assert/strict';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { until } from '../../server/testing/until.ts';
import { CookieThief } from '../harness/cookie-thief.ts';
import { accessTtlMs, type Scene } from './scene.ts';

const tabCount = 20;

export function twentyTabs({ server, browser, site, step }: Scene): Promise<void> {
  const title = `The server is restarted under ${tabCount} open tabs, their token runs out, all call at once.`;
  const proves = 'a restart signs nobody out; the calls cause one refresh, and every one is answered';
  return step(title, proves, async () => {
    const names = Array.from({ length: tabCount }, (_, index) => `tab-${index}`);
    const tabs = await Promise.all(names.map((name) => browser.visit(site.page(name))));
    for (const tab of tabs) {
      await tab.notes.open();
      await tab.notes.newNote.fill('All at once.');
    }
    // The next token is a long one, so that on a slow machine a second refresh would be a mistake too.
    await server.stop();
    const lastCall = performance.now();
    await server.start({ LATCHKEY_ACCESS_TTL: '5m' });
    const before = await server.count('latchkey_refresh_total');
    await until('the token has run out', () => performance.now() > lastCall + accessTtlMs + 1_000);
    // It holds its breath until all have asked.
    server.freeze();
    await Promise.all(tabs.map((tab) => tab.notes.submitByKey()));
    await Promise.all(tabs.map((tab) => tab.notes.showsAsSending('All at once.')));
    server.thaw();
    await Promise.all(tabs.map((tab) => tab.notes.shows('All at once.')));
    const refreshes = (await server.count('latchkey_refresh_total')) - before;
    assert.equal(refreshes, 1);
    await Promise.all(tabs.map((tab) => tab.page.close()));
    const elsewhere = await OtherDevice.signIn(server, ada);
    const kept = (await Promise.all(names.map((name) => elsewhere.notes(site.page(name))))).flat();
    assert.equal(kept.length, tabCount);
    await elsewhere.signOut();
    return [`calls: ${tabs.length}, refreshes: ${refreshes}, notes on the server: ${kept.length}`];
  });
}

export function copyCookie({ server, browser, elsewhere, step }: Scene): Promise<void> {
  const title = 'A thief copies her cookie and asks for a token.';
  return step(title, 'the cookie alone is worth nothing', async () => {
    const thief = await CookieThief.copy(server, browser.context);
    const bare = await thief.refreshWithoutProof();
    const forged = await thief.refreshWithOwnKey();
    assert.deepEqual([bare.status, bare.code], [400, 'invalid_dpop_proof']);
    assert.deepEqual([forged.status, forged.code, forged.reason], [401, 'invalid_grant', 'key-mismatch']);
    await elsewhere.notes.add('Written after the theft.');
    return [
      `without a proof: ${bare.status} ${bare.code}; with a key of his own: ${forged.status} ${forged.code}`,
      'her session goes on: the next note is taken',
    ];
  });
}

export function ownerSees({ browser, article, popup, take, step }: Scene): Promise<void> {
  const title = 'Ada looks at her account.';
  return step(title, 'she sees that somebody tried, and what to do about it', async () => {
    // The popup speaks of the page that it was opened over.
    await article.page.bringToFront();
    await popup.page.reload();
    await popup.says('One attempt to use your session was refused.');
    const options = await browser.options('security');
    await options.says('one attempt was turned away');
    return [
      await take('popup', popup.page, { width: 360 }),
      await take('account', options.page, { width: 960, height: 720 }),
    ];
  });
}
