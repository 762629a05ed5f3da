import { createInProcessClient, reinjectContentScripts, startBroker } from 'latchkey/background';
import type { SessionState } from 'latchkey/client';
import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import { i18n } from '#i18n';
import { accountPolicy } from '../account/account-policy.ts';
import { serverOrigin } from '../account/server.ts';
import { badgeFor } from '../account/toolbar/badge.ts';
import { createShowBadge } from '../account/toolbar/show-badge.ts';
import { registerPanelCommands } from '../notes/commands.ts';
import { createNotesApi } from '../notes/notes-api.ts';
import { notesPolicy } from '../notes/notes-policy.ts';
import { createBackgroundFlush } from '../notes/outbox/background-flush.ts';
import { createOutbox } from '../notes/outbox/outbox.ts';

export default defineBackground(() => {
  const showBadge = createShowBadge(browser.action);
  const showOnToolbar = (state: SessionState) => showBadge(badgeFor(state, i18n.t));
  const { broker, self } = startBroker({
    server: serverOrigin,
    policy: { extensionPages: accountPolicy, contentScripts: [notesPolicy] },
    onState(state) {
      void showOnToolbar(state);
      flushAbandoned(state);
    },
  });
  const notes = createNotesApi(createInProcessClient(broker.dispatch, self));
  const flushAbandoned = createBackgroundFlush(createOutbox(browser.storage.local), notes, Date.now);

  registerPanelCommands();
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === 'update' && !import.meta.env.FIREFOX) void reinjectContentScripts();
  });
  // A browser forgets the badge when it is closed.
  void broker.state().then(showOnToolbar);
});
