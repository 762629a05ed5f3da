import { type Client, randomId, runtimeTransport } from 'latchkey/client';
import { browser } from 'wxt/browser';
import { createMemoryArea } from './key-value-area.ts';
import { isPanelMessage } from './notes-messages.ts';
import { isOutboxKey } from './outbox/outbox.ts';
import { createPanel } from './panel/panel.ts';
import { createPanelView } from './panel/panel-view.ts';
import { createShadowHost } from './panel/shadow-host.ts';
import { t } from './panel/texts.ts';
import { panelSettingsKey, readPanelSettings, shownOn } from './panel-settings.ts';
import { pageOf, siteOf } from './site.ts';

/** Runs the panel in this page: connects it with the browser and with what the user asks for elsewhere. */
export function runContentScript(client: Client): void {
  // Feeds, drawings and other XML have no place for it.
  if (!(document.documentElement instanceof HTMLElement)) return;
  const settings = browser.storage.local;
  const mount = createShadowHost();
  const panel = createPanel({
    client,
    area: browser.extension.inIncognitoContext ? createMemoryArea() : settings,
    page: () => pageOf(location.href),
    now: Date.now,
    newKey: randomId,
    t,
    alive: runtimeTransport.alive,
    createView: (actions) => createPanelView(mount.root, actions),
  });
  mount.hearWith(panel.view);

  const followSettings = async () => {
    const shown = shownOn(await readPanelSettings(settings), siteOf(location.href));
    panel.view.showTab(shown);
    if (shown) mount.attach();
    else mount.detach();
  };

  settings.onChanged.addListener((changes) => {
    if (panelSettingsKey in changes) void followSettings();
    if (Object.keys(changes).some(isOutboxKey)) panel.outboxChanged();
  });
  browser.runtime.onMessage.addListener((message: unknown, sender) => {
    // Only the background has neither a tab nor a foreign id.
    if (sender.id !== browser.runtime.id || sender.tab || !isPanelMessage(message)) return;
    mount.attach();
    if (message.action === 'toggle') panel.toggle();
    else panel.add(message.text);
  });
  addEventListener('pagehide', panel.leave);

  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', followSettings, { once: true });
  else void followSettings();
}
