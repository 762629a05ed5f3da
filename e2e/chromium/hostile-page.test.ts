import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import type { Server } from '../../server/testing/server.ts';
import { appendFrame } from '../harness/append-frame.ts';
import type { Browser, Tab } from '../harness/browser.ts';
import { eavesdrop } from '../harness/eavesdrop.ts';
import { extensionOrigin } from '../harness/extension-id.ts';
import { lootOf, setTrap } from '../harness/page-trap.ts';
import { test } from '../harness/test.ts';

/** A page where somebody who is signed in has the panel open, with one note in it. */
async function openPanel(browser: Browser, url: string): Promise<Tab> {
  await (await browser.popup()).register(ada);
  const tab = await browser.visit('about:blank');
  await setTrap(tab.page);
  await tab.page.goto(url);
  await tab.notes.open();
  await tab.notes.add('Between me and my server');
  return tab;
}

/** Calls of the API under the user's name, as the server counts them. */
const calls = (server: Server): Promise<number> =>
  server.count('latchkey_http_request_duration_seconds_count', { route: '/api/notes' });

/** Long enough for a call that was set off to have arrived: one that comes after it has. */
async function callsAfterOneMore({ server, browser }: { server: Server; browser: Browser }): Promise<number> {
  await (await browser.options('sessions')).says('You are signed in on this device only.');
  return calls(server);
}

test('a page that replaces the built-ins of its window sees no token, no note and no message', async ({
  browser,
  site,
}) => {
  const { page } = await openPanel(browser, site.page('trap'));
  await page.evaluate(() => JSON.stringify(['the trap works']));
  const loot = await lootOf(page);
  expect(loot).toContain('the trap works');
  expect(loot).not.toContain('eyJ');
  expect(loot).not.toContain('Between me and my server');
  expect(loot).not.toContain('latchkey');
});

test('events that a page makes up do nothing', async ({ server, browser, site }) => {
  const { page, notes } = await openPanel(browser, site.page('events'));
  const before = await calls(server);
  const reached = await page.evaluate(() => {
    const place = document.querySelector('latchkey-notes');
    const host = place?.firstElementChild as HTMLElement;
    for (const target of [place, host, window, document]) {
      const keys = { key: 'Enter', ctrlKey: true, bubbles: true, composed: true };
      for (const type of ['keydown', 'keypress', 'keyup'])
        target?.dispatchEvent(new KeyboardEvent(type, keys));
      for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
        target?.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true }));
      }
      target?.dispatchEvent(new InputEvent('input', { data: 'x', bubbles: true, composed: true }));
    }
    host.click();
    return [
      host.shadowRoot,
      window.length,
      window.frames[0] ?? null,
      document.querySelectorAll('iframe').length,
    ];
  });
  expect(reached).toEqual([null, 0, null, 0]);
  expect(await callsAfterOneMore({ server, browser })).toBe(before);
  await notes.shows('Between me and my server');
});

test('a page that listens to every event there is hears no letter of what is typed or pasted into the panel', async ({
  browser,
  site,
}) => {
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { page, notes } = await openPanel(browser, site.page('listening'));
  await page.evaluate(eavesdrop);
  const heard = () => page.evaluate(() => window.heard.splice(0));
  await page.locator('#own').press('q');
  expect(await heard()).toContain('keydown: q');

  await notes.newNote.click();
  await page.keyboard.type('xyz ');
  await page.evaluate(() => navigator.clipboard.writeText('pasted'));
  await page.keyboard.press('Control+v');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+x');
  await page.keyboard.press('Control+v');
  await page.keyboard.insertText('inserted');
  expect(await notes.newNote.inputValue()).toBe('xyz pastedinserted');
  expect(await heard()).toEqual([]);
});

test('messages that a page posts reach nobody', async ({ server, browser, site }) => {
  const { page, notes } = await openPanel(browser, site.page('messages'));
  const before = await calls(server);
  const reach = await page.evaluate((id) => {
    const request = { method: 'GET', url: '/api/notes', headers: [], body: null };
    const call = { latchkey: 'call', id: '1', call: { type: 'fetch', request, deadlineMs: 1_000 } };
    const push = { latchkey: 'state', state: { status: 'signed-out', version: 9e15, reason: 'user' } };
    for (const message of [call, push]) {
      window.postMessage(message, '*');
      window.dispatchEvent(new MessageEvent('message', { data: message }));
      document.dispatchEvent(new CustomEvent('latchkey', { detail: message }));
    }
    return typeof window.chrome?.runtime?.sendMessage === 'function'
      ? new Promise((told) => window.chrome.runtime.sendMessage(id, call, told))
      : 'no way to send one';
  }, extensionOrigin.split('//')[1] ?? '');
  expect(reach).toBe('no way to send one');
  expect(await callsAfterOneMore({ server, browser })).toBe(before);
  await notes.shows('Between me and my server');
});

test('a page that moves, copies, swaps and removes the panel gets nothing by it, and the next one has it again', async ({
  server,
  browser,
  site,
}) => {
  const { page, notes } = await openPanel(browser, site.page('moved'));
  const before = await calls(server);
  const seen = await page.evaluate(() => {
    const place = document.querySelector('latchkey-notes');
    const host = place?.firstElementChild;
    if (!place || !host) return 'no panel';
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const copy = place.cloneNode(true);
    document.body.append(copy);
    frame.contentDocument?.body.append(host);
    document.body.append(host);
    place.remove();
    customElements.define('latchkey-notes', class extends HTMLElement {});
    document.documentElement.append(place);
    place.append(host);
    host.remove();
    return copy.textContent;
  });
  expect(seen).toBe('');
  expect(await callsAfterOneMore({ server, browser })).toBe(before);
  await page.goto(site.page('moved'));
  await notes.open();
  await notes.shows('Between me and my server');
});

test('a lookalike in the place of the panel is thrown out, and there is one panel', async ({
  browser,
  site,
}) => {
  await (await browser.popup()).register(ada);
  const tab = await browser.visit('about:blank');
  await tab.page.addInitScript(() => {
    addEventListener(
      'readystatechange',
      () => {
        const fake = document.createElement('latchkey-notes');
        fake.innerHTML = '<label>Your Latchkey password <input type="password"></label>';
        document.documentElement.append(fake);
      },
      { capture: true, once: true },
    );
  });
  await tab.page.goto(site.page('lookalike'));
  await tab.notes.open();
  await tab.notes.add('In the real one');
  expect(await tab.page.locator('latchkey-notes').count()).toBe(1);
  expect(await tab.page.getByText('Your Latchkey password').count()).toBe(0);
});

test('a page can not frame our pages nor open them', async ({ browser, site }) => {
  const { page } = await browser.visit(site.page('frames'));
  for (const path of ['popup.html', 'options.html']) {
    await appendFrame(page, `${extensionOrigin}/${path}`);
  }
  const urls = page
    .frames()
    .slice(1)
    .map((frame) => frame.url());
  expect(urls).toEqual(['chrome-error://chromewebdata/', 'chrome-error://chromewebdata/']);
});

test('a page that asks for challenges all the time keeps nobody from signing in', async ({
  server,
  browser,
  site,
}) => {
  const { page } = await browser.visit(site.page('flood'));
  await page.evaluate(async (url) => {
    const ask = () => fetch(url, { mode: 'no-cors', credentials: 'include' }).catch(() => {});
    for (let round = 0; round < 10; round++) await Promise.all(Array.from({ length: 6 }, ask));
  }, `${server.url}/auth/challenge`);
  const count = { route: '/auth/challenge', status: '200' };
  expect(await server.count('latchkey_http_request_duration_seconds_count', count)).toBe(0);
  await (await browser.popup()).register(ada);
});
