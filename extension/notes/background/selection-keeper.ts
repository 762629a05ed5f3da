import type { SessionState } from 'latchkey/client';
import type { NotesApi } from '../notes-api.ts';
import type { Selection } from '../notes-messages.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { WaitingSelections } from './waiting-selections.ts';

export interface SelectionKeeperPorts {
  readonly state: () => Promise<SessionState>;
  readonly outbox: Outbox;
  readonly notes: Pick<NotesApi, 'add'>;
  readonly selections: WaitingSelections;
  readonly newKey: () => string;
  readonly now: () => number;
  /** @returns whether the panel is open there now */
  readonly openPanel: (tabId: number) => Promise<boolean>;
  /** Says that there is one to be taken. */
  readonly tellOfSelection: (tabId: number) => void;
}

/**
 * Makes a note of what the user has selected on a page, and shows it there. The browser itself says what was selected
 * and where: no content script has a say in it. Never rejects.
 */
export function createSelectionKeeper(
  ports: SelectionKeeperPorts,
): (tabId: number, selection: Selection) => Promise<void> {
  const { state, outbox, notes, selections, newKey, now, openPanel, tellOfSelection } = ports;

  async function keep(userId: string, tabId: number, { text, url }: Selection): Promise<void> {
    const note = { key: newKey(), userId, url, text, createdAt: now() };
    await outbox.put(note);
    // The panel sends what waits on its page, and shows how far it is.
    if (await openPanel(tabId)) return;
    await notes.add(note);
    await outbox.remove(note);
  }

  return async (tabId, selection) => {
    try {
      const who = await state();
      if (who.status === 'signed-in') return await keep(who.user.id, tabId, selection);
      await selections.put(tabId, selection);
      await openPanel(tabId);
      tellOfSelection(tabId);
    } catch {
      // What is in the outbox is sent at the next change of the session.
    }
  };
}
