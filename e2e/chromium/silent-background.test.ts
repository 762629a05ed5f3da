import { extensionOrigin } from '../harness/extension-id.ts';
import { insideWorker } from '../harness/inside-worker.ts';
import { Popup } from '../harness/popup.ts';
import { test } from '../harness/test.ts';

test('a background that the browser does not run: the popup says so, and what helps', async ({ browser }) => {
  const page = await browser.context.newPage();
  // Chromium has been seen to start no worker for a private window, which nobody can make it do: this is what a page
  // sees of it. What it sends is kept for a worker that does not come.
  await page.addInitScript(() => {
    const event = { addListener() {}, removeListener() {} };
    const port = { onMessage: event, onDisconnect: event, postMessage() {}, disconnect() {} };
    Object.assign(chrome.runtime, {
      sendMessage: () => new Promise(() => {}),
      connect: () => port,
      // The one of this test does run, and tells what it has found out.
      onMessage: event,
    });
  });
  await page.goto(`${extensionOrigin}/popup.html`);
  await new Popup(page).says('The background of this extension does not answer.');
});

test('a worker that fails because it is being stopped is asked again', async ({ browser, site }) => {
  const { page, notes } = await browser.visit(site.page('article'));
  await notes.tabIsThere();
  const worker = await insideWorker(browser.context);
  await worker.evaluate(() => {
    const { local } = chrome.storage;
    const get = local.get.bind(local);
    // What each of Chromium's APIs says in the last milliseconds of a worker.
    Object.assign(local, {
      get() {
        Object.assign(local, { get });
        throw new Error('No SW');
      },
    });
  });
  await page.reload();
  await notes.tabIsThere();
});
