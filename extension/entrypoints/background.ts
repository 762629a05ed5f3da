import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import { i18n } from '#i18n';
import { createBroker } from '../broker/broker.ts';
import { answerMessages } from '../browser/answer-messages.ts';
import { createOwnClient } from '../browser/own-client.ts';
import { createBrowserPorts } from '../browser/ports.ts';
import { publish } from '../browser/publish.ts';
import { reinjectContentScripts } from '../browser/reinject.ts';
import { closeStorageToContentScripts } from '../browser/shelf.ts';
import { registerPanelCommands } from '../notes-panel/commands.ts';
import { createLeftovers } from '../notes-panel/leftovers.ts';
import { createNotesApi } from '../notes-panel/notes-api.ts';
import { createOutbox } from '../notes-panel/outbox.ts';
import { serverOrigin } from '../protocol/server-origin.ts';
import type { SessionState } from '../protocol/session-state.ts';
import { badgeFor } from '../ui/badge.ts';
import { showBadge } from '../ui/show-badge.ts';

const showOnToolbar = (state: SessionState) => showBadge(badgeFor(state, i18n.t));

/** Everything that happens when the session changes. */
const stateListeners: ((state: SessionState) => void)[] = [publish, showOnToolbar];

export default defineBackground(() => {
  const self = { id: browser.runtime.id, origin: new URL(browser.runtime.getURL('/')).origin };
  const broker = createBroker(
    createBrowserPorts((state) => {
      for (const listener of stateListeners) listener(state);
    }),
    { serverOrigin, self },
  );
  const notes = createNotesApi(createOwnClient(broker.dispatch, self));
  stateListeners.push(createLeftovers(createOutbox(browser.storage.local), notes, Date.now));

  // Synchronously: an event that starts the worker goes to the listeners that exist when its script has run.
  answerMessages(broker.dispatch);
  browser.alarms.onAlarm.addListener(broker.wake);
  browser.runtime.onStartup.addListener(broker.wake);
  browser.runtime.onInstalled.addListener(({ reason }) => {
    broker.wake();
    if (reason === 'update' && !import.meta.env.FIREFOX) reinjectContentScripts();
  });
  globalThis.addEventListener('online', broker.networkReturned);
  browser.permissions.onAdded.addListener(broker.networkReturned);
  registerPanelCommands();
  // A browser forgets the badge when it is closed.
  broker.state().then(showOnToolbar);
  closeStorageToContentScripts();
});
