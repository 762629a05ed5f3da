import { browser } from 'wxt/browser';
import { i18n } from '#i18n';
import type { PanelMessage } from './notes-messages.ts';

const menuItem = 'add-selection';
const webPages = ['http://*/*', 'https://*/*'];

/**
 * Connects the keyboard shortcut and the context menu with the panel in the tab that they were used in. The
 * background calls it synchronously at its start, so that a worker woken by one of them hears it.
 */
export function registerPanelCommands(): void {
  browser.runtime.onInstalled.addListener(() => {
    browser.contextMenus.removeAll(() => {
      browser.contextMenus.create({
        id: menuItem,
        title: i18n.t('menu.addSelection'),
        contexts: ['selection'],
        documentUrlPatterns: webPages,
      });
    });
  });
  browser.contextMenus.onClicked.addListener(({ menuItemId, selectionText }, tab) => {
    if (menuItemId === menuItem && selectionText) {
      tellPanel(tab?.id, { to: 'notes-panel', action: 'add', text: selectionText });
    }
  });
  browser.commands.onCommand.addListener((command, tab) => {
    if (command === 'toggle-panel') tellPanel(tab?.id, { to: 'notes-panel', action: 'toggle' });
  });
}

function tellPanel(tabId: number | undefined, message: PanelMessage): void {
  if (tabId === undefined) return;
  // A page without the panel (the browser's own, a PDF) has nobody to hear it.
  browser.tabs.sendMessage(tabId, message, { frameId: 0 }).catch(() => {});
}
