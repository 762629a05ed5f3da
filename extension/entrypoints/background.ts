import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import { createBroker } from '../broker/broker.ts';
import { answerMessages } from '../browser/answer-messages.ts';
import { createBrowserPorts } from '../browser/ports.ts';
import { publish } from '../browser/publish.ts';
import { reinjectContentScripts } from '../browser/reinject.ts';
import { closeStorageToContentScripts } from '../browser/shelf.ts';
import { serverOrigin } from '../protocol/server-origin.ts';
import type { SessionState } from '../protocol/session-state.ts';

/** Everything that happens when the session changes. */
const stateListeners: ((state: SessionState) => void)[] = [publish];

export default defineBackground(() => {
  const broker = createBroker(
    createBrowserPorts(serverOrigin, (state) => {
      for (const listener of stateListeners) listener(state);
    }),
    { serverOrigin, self: { id: browser.runtime.id, origin: new URL(browser.runtime.getURL('/')).origin } },
  );

  // Synchronously: an event that starts the worker goes to the listeners that exist when its script has run.
  answerMessages(broker.dispatch);
  browser.alarms.onAlarm.addListener(broker.wake);
  browser.runtime.onStartup.addListener(broker.wake);
  browser.runtime.onInstalled.addListener(({ reason }) => {
    broker.wake();
    if (reason === 'update' && !import.meta.env.FIREFOX) reinjectContentScripts();
  });
  self.addEventListener('online', broker.networkReturned);
  closeStorageToContentScripts();
});
