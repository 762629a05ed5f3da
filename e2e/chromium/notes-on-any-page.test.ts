import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { until } from '../../server/testing/until.ts';
import { useShortcutOfPanel } from '../harness/inside-worker.ts';
import { NotesPanel } from '../harness/notes-panel.ts';
import { test } from '../harness/test.ts';

test('a note added on a page of another origin is on the server, and there again after a reload', async ({
  server,
  browser,
  site,
}) => {
  await (await browser.popup()).register(ada);
  const tab = await browser.visit(site.page('article'));
  await tab.notes.open();
  await tab.notes.add('Read this again on Monday');

  const elsewhere = await OtherDevice.signIn(server, ada);
  expect(await elsewhere.notes(site.page('article'))).toEqual(['Read this again on Monday']);

  await tab.page.reload();
  await tab.notes.open();
  await tab.notes.shows('Read this again on Monday');
});

test('a note belongs to its page, and is gone from the server when deleted', async ({
  server,
  browser,
  site,
}) => {
  await (await browser.popup()).register(ada);
  const first = await browser.visit(site.page('first'));
  await first.notes.open();
  await first.notes.add('On the first page');
  const second = await browser.visit(site.page('second'));
  await second.notes.open();
  await second.notes.add('On the second page');
  await first.notes.delete('On the first page');

  const elsewhere = await OtherDevice.signIn(server, ada);
  expect(await elsewhere.notes(site.page('first'))).toEqual([]);
  expect(await elsewhere.notes(site.page('second'))).toEqual(['On the second page']);
});

test('a note with HTML in it is shown as the text it is, and runs nothing', async ({ browser, site }) => {
  const html = '<img src="x" onerror="document.title = \'taken over\'"><b>bold</b>';
  await (await browser.popup()).register(ada);
  const tab = await browser.visit(site.page('article'));
  const title = await tab.page.title();
  await tab.notes.open();
  await tab.notes.add(html);
  await tab.page.reload();
  await tab.notes.open();
  await tab.notes.shows(html);
  expect(await tab.notes.root.locator('img, b').count()).toBe(0);
  expect(await tab.page.title()).toBe(title);
});

test('a page of somebody who is not signed in says how to sign in, and takes it up without a reload', async ({
  browser,
  site,
}) => {
  const tab = await browser.visit(site.page('article'));
  await tab.notes.open();
  await tab.notes.asksToSignIn();
  await (await browser.popup()).register(ada);
  await tab.notes.add('Now I may');
});

test('a page that hides the elements that it has not defined hides no panel', async ({ browser, site }) => {
  await (await browser.popup()).register(ada);
  const address = site.page('hides-undefined');
  await browser.context.route(address, (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      body: '<!doctype html><title>Hides</title><style>:not(:defined) { display: none !important; opacity: 0 }</style><p>Words.',
    }),
  );
  const tab = await browser.visit(address);
  await tab.notes.open();
  await tab.notes.add('Still to be seen');
});

test.for([
  'coep=require-corp',
  'coep=credentialless',
  "csp=default-src 'none'; frame-src 'none'; frame-ancestors 'none'",
])('a page whose policy lets no frame in (%s) has the panel', async (policy, { browser, site }) => {
  await (await browser.popup()).register(ada);
  const tab = await browser.visit(site.page(`strict?${encodeURI(policy)}`));
  await tab.notes.open();
  await tab.notes.add('On a strict page');
});

test('the panel follows a page that changes its address without being loaded', async ({
  server,
  browser,
  site,
}) => {
  await (await browser.popup()).register(ada);
  const tab = await browser.visit(site.page('one'));
  await tab.notes.open();
  await tab.notes.add('On the first');
  await tab.page.evaluate(() => history.pushState(null, '', '/two?of=it'));
  await tab.notes.root.getByText('No notes here yet.').waitFor();
  await tab.notes.add('On the second');
  await tab.page.evaluate(() => history.replaceState(null, '', '/one'));
  await tab.notes.shows('On the first');
  const elsewhere = await OtherDevice.signIn(server, ada);
  expect(await elsewhere.notes(site.page('two?of=it'))).toEqual(['On the second']);
});

test('on a page that never ends to load the shortcut opens the panel', async ({ browser, site }) => {
  const page = await browser.context.newPage();
  await page.goto(site.page('chat?endless'), { waitUntil: 'commit' });
  const notes = new NotesPanel(page);
  await until('the page hears the shortcut', () => useShortcutOfPanel(browser));
  await notes.isOpen();
  await notes.asksToSignIn();
});

test('what is typed stays where it is typed, however often the page changes its address meanwhile', async ({
  browser,
  site,
}) => {
  await (await browser.popup()).register(ada);
  const { page, notes } = await browser.visit(site.page('one'));
  await notes.open();
  await page.evaluate(() => {
    const field = document.body.appendChild(document.createElement('input'));
    field.id = 'search';
    let count = 0;
    setInterval(() => history.replaceState(null, '', `/one?q=${++count}`), 100);
  });
  await notes.newNote.click();
  await page.keyboard.type('twenty letters or so', { delay: 30 });
  expect(await notes.newNote.inputValue()).toBe('twenty letters or so');
  await page.locator('#search').click();
  await page.keyboard.type('meant for the page', { delay: 30 });
  expect(await page.locator('#search').inputValue()).toBe('meant for the page');
  expect(await notes.newNote.inputValue()).not.toContain('meant');
});
