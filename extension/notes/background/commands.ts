import { browser } from 'wxt/browser';
import { i18n } from '#i18n';
import type { Selection } from '../notes-messages.ts';
import { pageOf } from '../site.ts';

const menuItem = 'add-selection';
const webPages = ['http://*/*', 'https://*/*'];

/**
 * Connects the keyboard shortcut and the context menu with what they do. The background calls it synchronously at its
 * start, so that a worker woken by one of them hears it.
 */
export function registerCommands(
  keepSelection: (tabId: number, selection: Selection) => Promise<void>,
  togglePanel: (tabId: number) => void,
): void {
  createMenu();
  browser.contextMenus.onClicked.addListener(({ menuItemId, selectionText, pageUrl }, tab) => {
    const url = pageUrl ?? tab?.url;
    if (menuItemId === menuItem && selectionText && url && tab?.id !== undefined) {
      void keepSelection(tab.id, { text: selectionText, url: pageOf(url) });
    }
  });
  browser.commands.onCommand.addListener((command, tab) => {
    if (command === 'toggle-panel' && tab?.id !== undefined) togglePanel(tab.id);
  });
}

/**
 * At each start, since a private window has a menu of its own, which no installation announces; and without removing
 * anything before, which would take the item out of the other windows' menu.
 */
function createMenu(): void {
  const title = i18n.t('menu.addSelection');
  browser.contextMenus.create(
    { id: menuItem, title, contexts: ['selection'], documentUrlPatterns: webPages },
    () => {
      // It is there already, perhaps in another language.
      if (browser.runtime.lastError) void browser.contextMenus.update(menuItem, { title }).catch(() => {});
    },
  );
}
