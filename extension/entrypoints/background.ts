import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import { i18n } from '#i18n';
import { createOwnClient } from '../browser/own-client.ts';
import { reinjectContentScripts } from '../browser/reinject.ts';
import { startBroker } from '../browser/start-broker.ts';
import { registerPanelCommands } from '../notes-panel/commands.ts';
import { createLeftovers } from '../notes-panel/leftovers.ts';
import { createNotesApi } from '../notes-panel/notes-api.ts';
import { createOutbox } from '../notes-panel/outbox.ts';
import type { SessionState } from '../protocol/session-state.ts';
import { badgeFor } from '../ui/badge.ts';
import { createShowBadge } from '../ui/show-badge.ts';

export default defineBackground(() => {
  const showBadge = createShowBadge(browser.action);
  const showOnToolbar = (state: SessionState) => showBadge(badgeFor(state, i18n.t));
  const { broker, self } = startBroker({
    onState(state) {
      showOnToolbar(state);
      sendLeftovers(state);
    },
  });
  const notes = createNotesApi(createOwnClient(broker.dispatch, self));
  const sendLeftovers = createLeftovers(createOutbox(browser.storage.local), notes, Date.now);

  registerPanelCommands();
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === 'update' && !import.meta.env.FIREFOX) reinjectContentScripts();
  });
  // A browser forgets the badge when it is closed.
  broker.state().then(showOnToolbar);
});
