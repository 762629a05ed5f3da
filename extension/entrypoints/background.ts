import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import { i18n } from '#i18n';
import { badgeFor } from '../account/toolbar/badge.ts';
import { createShowBadge } from '../account/toolbar/show-badge.ts';
import { createOwnClient } from '../latchkey/platform/in-process-client.ts';
import { reinjectContentScripts } from '../latchkey/platform/reinject.ts';
import { startBroker } from '../latchkey/platform/start-broker.ts';
import type { SessionState } from '../latchkey/protocol/session-state.ts';
import { registerPanelCommands } from '../notes/commands.ts';
import { createNotesApi } from '../notes/notes-api.ts';
import { createLeftovers } from '../notes/outbox/background-flush.ts';
import { createOutbox } from '../notes/outbox/outbox.ts';

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
