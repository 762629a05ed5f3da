import { type Client, randomId, type SessionState } from 'latchkey/client';
import { classifySender, type FramedPageRule } from 'latchkey/policy';
import { browser } from 'wxt/browser';
import { type KeyValueArea, listed } from '../key-value-area.ts';
import { createNotesApi } from '../notes-api.ts';
import type { Answered, PanelMessage, TabMessage } from '../notes-messages.ts';
import { createOutbox } from '../outbox/outbox.ts';
import { createPageCounts } from '../page-counts.ts';
import { panelSettingsKey } from '../panel-settings.ts';
import { createAnswer } from './answer.ts';
import { createBackgroundFlush } from './background-flush.ts';
import { registerCommands } from './commands.ts';
import { announcing, createKeptArea } from './kept-area.ts';
import { notesPanelPolicy } from './notes-policy.ts';
import { reachTab } from './reach-tab.ts';
import { createSelectionKeeper } from './selection-keeper.ts';
import { createTickets } from './tickets.ts';
import { createWaitingSelections } from './waiting-selections.ts';

/** Whom the tabs were last told about, so that they are told again only when it is somebody else. */
const readerKey = 'notes-reader';

/** The notes' part of the background, in two steps: the broker needs the one, and the other needs the broker. */
export interface NotesBackground {
  readonly panelRule: FramedPageRule;
  /** Call it synchronously when the worker starts. @returns a function to call at each change of the session */
  start(
    client: Client,
    self: { readonly id: string; readonly origin: string },
  ): (state: SessionState) => void;
}

export function createNotesBackground(): NotesBackground {
  const session = listed(browser.storage.session);
  const tickets = createTickets(session, Date.now);
  return {
    panelRule: notesPanelPolicy(tickets.isAdmitted),
    start(client, self) {
      // By the tab and the frame: Firefox takes a page of ours in a frame for a content script, which hears nothing else.
      const tellPanels = async (message: PanelMessage, tabId?: number): Promise<void> => {
        for (const frame of await tickets.admitted(tabId)) {
          browser.tabs.sendMessage(frame.tabId, message, { frameId: frame.frameId }).catch(() => {});
        }
      };
      const kept = announcing(createKeptArea(), (url) => {
        void tellPanels({ to: 'notes-panel', say: 'outbox-changed', url });
      });
      const outbox = createOutbox(kept);
      const notes = createNotesApi(client);
      const selections = createWaitingSelections(session);
      const answer = createAnswer({
        tickets,
        selections,
        kept,
        counts: createPageCounts(kept),
        settings: browser.storage.local,
        state: client.state,
        tellTab,
        tellPanel: (tabId, message) => tellPanels(message, tabId),
      });
      browser.runtime.onMessage.addListener((message: unknown, sender, sendResponse) => {
        if ((message as { to?: unknown } | null)?.to !== 'notes-background') return false;
        const tabId = sender.tab?.id ?? null;
        answer(message, classifySender(sender, self), tabId).then(
          (said) => sendResponse({ said: said ?? null } satisfies Answered),
          () => sendResponse({ failed: true } satisfies Answered),
        );
        return true;
      });
      registerCommands(
        createSelectionKeeper({
          state: client.state,
          outbox,
          notes,
          selections,
          newKey: randomId,
          now: Date.now,
          openPanel: (tabId) => reachTab(tabId, { to: 'notes-tab', do: 'open' }),
          tellOfSelection: (tabId) => void tellPanels({ to: 'notes-panel', say: 'selection' }, tabId),
        }),
        (tabId) => void reachTab(tabId, { to: 'notes-tab', do: 'toggle' }),
      );
      // Settings and counts are the background's to read: a content script is told to ask again.
      browser.storage.local.onChanged.addListener((changes) => {
        if (panelSettingsKey in changes) void tellTabsToLook();
      });
      // Chromium can keep what is on the disk from content scripts; what is there is not worth much in Firefox.
      void browser.storage.local.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
      const flush = createBackgroundFlush(outbox, notes, Date.now);
      return (state) => {
        flush(state);
        void followReader(session, state);
      };
    },
  };
}

async function followReader(session: KeyValueArea, state: SessionState): Promise<void> {
  if (state.status === 'unknown') return;
  const reader = state.status === 'signed-in' ? state.user.id : null;
  if ((await session.get(readerKey))[readerKey] === reader) return;
  await session.set({ [readerKey]: reader });
  await tellTabsToLook();
}

async function tellTabsToLook(): Promise<void> {
  for (const { id, discarded } of await browser.tabs.query({}).catch(() => [])) {
    if (id !== undefined && !discarded) void tellTab(id, { to: 'notes-tab', do: 'look' });
  }
}

/** @returns whether the content script there did it: a page without one (the browser's own, a PDF) has nobody to hear it. */
async function tellTab(tabId: number, message: TabMessage): Promise<boolean> {
  return (await browser.tabs.sendMessage(tabId, message, { frameId: 0 }).catch(() => false)) === true;
}
