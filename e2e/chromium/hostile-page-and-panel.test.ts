import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { until } from '../../server/testing/until.ts';
import { attacks, frameItself } from '../harness/attacks.ts';
import type { Browser, Tab } from '../harness/browser.ts';
import { eavesdrop } from '../harness/eavesdrop.ts';
import { extensionOrigin } from '../harness/extension-id.ts';
import { useShortcutOfPanel } from '../harness/inside-worker.ts';
import { NotesPanel } from '../harness/notes-panel.ts';
import { test } from '../harness/test.ts';

const draft = 'PIN of my card is 4711';

/** A page where somebody who is signed in has a note and has begun another. */
async function beginNote(browser: Browser, url: string): Promise<Tab> {
  await (await browser.popup()).register(ada);
  const tab = await browser.visit(url);
  await tab.notes.open();
  await tab.notes.add('My secret note');
  await tab.notes.newNote.click();
  await tab.page.keyboard.type(draft);
  return tab;
}

test.for(attacks)('a page gets nothing of the panel by $name', async ({ run }, { browser, site }) => {
  const { page, notes } = await beginNote(browser, site.page('attack'));
  const got = await page.evaluate(run);
  for (const text of [
    '4711',
    'secret',
    'Add note',
    'New note',
    'an element',
    'a window',
    'a frame',
    'extension:',
  ]) {
    expect(got).not.toContain(text);
  }
  expect(await notes.newNote.inputValue()).toBe(draft);
  await notes.shows('My secret note');
});

test('a page that opened the window, and listened in it before, hears nothing of what is typed into the panel', async ({
  browser,
  site,
}) => {
  await (await browser.popup()).register(ada);
  const { page } = await browser.visit(site.page('opener'));
  const opened = page.waitForEvent('popup');
  await page.evaluate((url) => {
    const heard: string[] = [];
    const reused = window.open(url);
    for (const type of [
      'keydown',
      'keypress',
      'keyup',
      'beforeinput',
      'input',
      'paste',
      'compositionstart',
    ]) {
      reused?.addEventListener(type, (event) => heard.push(type + (event as KeyboardEvent).key), true);
    }
    window.heard = heard;
  }, site.page('article'));
  const article = await opened;
  const notes = new NotesPanel(article);
  await notes.open();
  await notes.newNote.click();
  await article.keyboard.type(draft);
  expect(await notes.newNote.inputValue()).toBe(draft);
  expect(await page.evaluate(() => window.heard)).toEqual([]);
  // It does hear what is typed into the page itself: the way is open.
  await notes.root.press('Escape');
  await article.locator('h1').click();
  await article.keyboard.press('q');
  expect(await page.evaluate(() => window.heard)).toContain('keydownq');
});

test('a page that writes itself anew, and so takes every listener away, hears nothing and has a panel that works', async ({
  browser,
  site,
}) => {
  await (await browser.popup()).register(ada);
  const { page, notes } = await browser.visit(site.page('rewritten'));
  await notes.tabIsThere();
  await page.evaluate(() => {
    document.open();
    document.write('<!doctype html><h1>The same page</h1><p>Words.</p>');
    document.close();
  });
  await page.evaluate(eavesdrop);
  await notes.open();
  await notes.newNote.click();
  await page.keyboard.type(draft);
  expect(await notes.newNote.inputValue()).toBe(draft);
  expect(await page.evaluate(() => window.heard)).toEqual([]);
});

test('a selection that is dragged across the panel has nothing of it', async ({ browser, site }) => {
  const { page } = await beginNote(browser, site.page('dragged'));
  await page.mouse.move(10, 40);
  await page.mouse.down();
  await page.mouse.move(700, 100, { steps: 10 });
  await page.mouse.move(700, 600, { steps: 10 });
  await page.mouse.up();
  const got = await page.evaluate(() => getSelection()?.toString() ?? '');
  expect(got).toContain('article');
  expect(got).not.toMatch(/4711|secret|note/);
});

test('the panel is not on the paper when the page is printed', async ({ browser, site }) => {
  const { page } = await beginNote(browser, site.page('printed'));
  await page.emulateMedia({ media: 'print' });
  const display = await page.evaluate(() => {
    const host = document.querySelector('latchkey-notes > div');
    return host ? getComputedStyle(host).display : 'no host';
  });
  expect(display).toBe('none');
});

test('a worker of the page sees no request of the panel', async ({ browser, site }) => {
  await (await browser.popup()).register(ada);
  const script = `const seen = []; addEventListener('install', () => skipWaiting());
    addEventListener('activate', (event) => event.waitUntil(clients.claim()));
    addEventListener('fetch', ({ request }) => seen.push(request.url));
    addEventListener('message', ({ ports }) => ports[0].postMessage(seen));`;
  await browser.context.route(site.page('worker.js'), (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  const { page, notes } = await browser.visit(site.page('with-worker'));
  await page.evaluate(async () => {
    const claimed = new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done));
    await navigator.serviceWorker.register('/worker.js');
    await claimed;
    await fetch('/seen-by-it');
  });
  await notes.open();
  await notes.add('My secret note');
  const seen = await page.evaluate(
    () =>
      new Promise<string[]>((told) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => told(data);
        navigator.serviceWorker.controller?.postMessage(null, [port2]);
      }),
  );
  expect(seen).toEqual([expect.stringMatching(/seen-by-it$/)]);
});

test('a page that puts the panel into a frame of its own gets an empty one, which asks for nothing', async ({
  server,
  browser,
  site,
}) => {
  const { page, notes } = await beginNote(browser, site.page('framing'));
  const calls = () => server.count('latchkey_http_request_duration_seconds_count', { route: '/api/notes' });
  const before = await calls();
  expect(await page.evaluate(frameItself, `${extensionOrigin}/notes-panel.html`)).toBe('[""]');
  const copies = page
    .frames()
    .filter((frame) => frame.url().includes('/notes-panel.html') && frame !== notes.frame);
  expect(copies).toHaveLength(1);
  expect(await copies[0]?.evaluate(() => document.body.textContent?.trim())).toBe('');
  expect(await calls()).toBe(before);
});

test('a panel that the page covers takes no click, says so, and takes it again when it is in full view', async ({
  browser,
  site,
}) => {
  const { page, notes } = await beginNote(browser, site.page('covered'));
  await page.evaluate(() => {
    const cover = document.createElement('div');
    cover.id = 'cover';
    cover.popover = 'manual';
    cover.textContent = 'Press here to win';
    cover.style.cssText = 'inset: 0; width: 100vw; height: 100vh; background: gold; pointer-events: none';
    document.body.append(cover);
    cover.showPopover();
  });
  await notes.root.locator('.panel[data-covered]').waitFor();
  await notes.root.getByRole('button', { name: 'Delete note' }).click();
  await notes.root.getByText('Something on this page covers the panel.').waitFor();
  await notes.shows('My secret note');

  await page.evaluate(() => document.querySelector('#cover')?.remove());
  await notes.root.locator('.panel:not([data-covered])').waitFor();
  await notes.delete('My secret note');
});

test('a page can not fade, bend or hide the panel by its styles', async ({ browser, site }) => {
  const { page, notes } = await beginNote(browser, site.page('faded'));
  await page.evaluate(() => {
    const host = document.querySelector<HTMLElement>('latchkey-notes > div');
    const place = document.querySelector<HTMLElement>('latchkey-notes');
    for (const element of [host, place, document.body, document.documentElement]) {
      element?.style.setProperty('opacity', '0', 'important');
      element?.style.setProperty('filter', 'blur(9px)', 'important');
    }
    for (const element of [host, place]) element?.style.setProperty('transform', 'scale(3)', 'important');
  });
  // Longer than the browser takes to tell.
  await page.evaluate(() => new Promise((over) => setTimeout(over, 500)));
  const covered = await notes.root.locator('.panel[data-covered]').count();
  const style = await page.evaluate(() => {
    const host = document.querySelector('latchkey-notes > div');
    const { opacity, filter, transform } = host ? getComputedStyle(host) : ({} as CSSStyleDeclaration);
    return { opacity, filter, transform };
  });
  expect(style).toEqual({ opacity: '1', filter: 'none', transform: 'none' });
  // Seen as it is, or closed to clicks.
  if (covered === 0) await notes.delete('My secret note');
});

test('a page that throws the panel out has it back, with what was begun in it', async ({ browser, site }) => {
  const { page, notes } = await beginNote(browser, site.page('thrown-out'));
  await notes.keepsDraft(draft);
  const first = notes.frame;
  await page.evaluate(() => document.body.replaceChildren());
  await until('the panel that was thrown out is gone', () => first.isDetached());
  await notes.isOpen();
  await until('the draft stands in the next one', async () => (await notes.newNote.inputValue()) === draft);
});

test('a page with an open dialog is told so in place of a panel that could not be reached', async ({
  browser,
  site,
}) => {
  const { page, notes } = await browser.visit(site.page('dialog'));
  await notes.tabIsThere();
  // The tab is out of reach too; what asks for the panel in spite of it comes from the extension, as a shortcut does.
  await page.evaluate(() => {
    const dialog = document.createElement('dialog');
    document.body.append(dialog);
    dialog.showModal();
  });
  await useShortcutOfPanel(browser);
  await until('the page says why', async () => /Close the page's dialog/.test(await notes.edge.text()));
  expect(page.frames()).toHaveLength(1);
});
