import { browser } from 'wxt/browser';
import { i18n } from '#i18n';
import type { TabMessage } from '../notes-messages.ts';

/**
 * Tells a tab what its user has just asked for by a key or a menu, which lets the extension into it for now: where the
 * content script is missing, since the tab is older than the extension or the site is one to be asked about, it is put
 * there. Where nothing can be put (the browser's own pages, the store's), the toolbar button says so.
 * @returns whether the panel is open there now. Never rejects.
 */
export async function reachTab(tabId: number, message: TabMessage): Promise<boolean> {
  const tell = () => browser.tabs.sendMessage(tabId, message, { frameId: 0 });
  try {
    return (await tell().catch(() => putScript(tabId).then(tell))) === true;
  } catch {
    await sayNotHere(tabId).catch(() => {});
    return false;
  }
}

async function putScript(tabId: number): Promise<void> {
  await browser.scripting.executeScript({
    target: { tabId },
    files: ['/notes.js'],
    injectImmediately: true,
  });
}

/** On this tab's button alone, until another page is in it. */
async function sayNotHere(tabId: number): Promise<void> {
  await browser.action.setBadgeText({ tabId, text: '–' });
  await browser.action.setTitle({ tabId, title: i18n.t('panel.notHere') });
}
