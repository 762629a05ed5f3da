import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import type { Browser } from '../harness/browser.ts';
import { ExtensionsPage } from '../harness/extensions-page.ts';
import { insideWorker } from '../harness/inside-worker.ts';
import { test } from '../harness/test.ts';

/** What the browser does when the shortcut is pressed in the tab in front. @returns the tab's id */
async function pressShortcut({ context }: Browser): Promise<number> {
  const worker = await insideWorker(context);
  return worker.evaluate(async () => {
    const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
    const { onCommand } = chrome.commands as unknown as {
      onCommand: { dispatch(command: string, tab: unknown): void };
    };
    onCommand.dispatch('toggle-panel', tab);
    return tab?.id ?? -1;
  });
}

test('the shortcut opens the panel in a tab whose content script was left behind', async ({
  browser,
  site,
}) => {
  const extensions = await ExtensionsPage.open(browser);
  const popup = await browser.popup();
  await popup.register(ada);
  // The host of the server: there is no key to press here, which would allow any other for now.
  const tab = await browser.visit(site.page('article').replace('127.0.0.1', 'localhost'));
  await extensions.switchOffAndOn();
  await (await browser.popup()).showsAccount(ada.username);
  await tab.page.bringToFront();
  await pressShortcut(browser);
  await tab.notes.isOpen();
  await tab.notes.add('In an older tab');
});

test('where nothing can be put, the toolbar button says so', async ({ browser }) => {
  await (await browser.popup()).showsForm();
  const { page } = await browser.visit('chrome://version');
  await page.bringToFront();
  const tabId = await pressShortcut(browser);
  const worker = await insideWorker(browser.context);
  await expect
    .poll(() => worker.evaluate((id) => chrome.action.getTitle({ tabId: id }), tabId))
    .toBe('This page lets nothing of Latchkey in.');
});
