import { createInProcessClient, reinjectContentScripts, startBroker } from 'latchkey/background';
import type { SessionState } from 'latchkey/client';
import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import { i18n } from '#i18n';
import { accountPolicy } from '../account/account-policy.ts';
import { serverOrigin } from '../account/server.ts';
import { badgeFor } from '../account/toolbar/badge.ts';
import { createShowBadge } from '../account/toolbar/show-badge.ts';
import { createNotesBackground } from '../notes/background/start-notes.ts';

export default defineBackground(() => {
  const showBadge = createShowBadge(browser.action);
  const showOnToolbar = (state: SessionState) => showBadge(badgeFor(state, i18n.t));
  const notes = createNotesBackground();
  const { broker, self } = startBroker({
    server: serverOrigin,
    // Content scripts may ask the broker for nothing at all.
    policy: { extensionPages: accountPolicy, framedPages: [notes.panelRule], contentScripts: [] },
    onState(state) {
      void showOnToolbar(state);
      notesFollow(state);
    },
  });
  const notesFollow = notes.start(createInProcessClient(broker.dispatch, self), self);

  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === 'update' && !import.meta.env.FIREFOX) void reinjectContentScripts();
  });
  // A browser forgets the badge when it is closed.
  void broker.state().then(showOnToolbar);
});
