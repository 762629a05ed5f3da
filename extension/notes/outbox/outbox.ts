import { keptPrefix } from '../kept-keys.ts';
import type { ListedArea } from '../key-value-area.ts';
import { type Note, type PendingNote, readPendingNote } from '../note.ts';
import { decideRetry } from './retry-decision.ts';

/**
 * Notes on their way to the server. Each has a storage key of its own, so that two tabs never overwrite each
 * other's, and belongs to a user, so that it is never sent under another name.
 */
export interface Outbox {
  of(userId: string): Promise<PendingNote[]>;
  put(note: PendingNote): Promise<void>;
  remove(note: PendingNote): Promise<void>;
}

export function createOutbox(area: ListedArea): Outbox {
  return {
    async of(userId) {
      const items = await area.list(keptPrefix('pending-note', userId));
      return Object.values(items)
        .flatMap((item) => readPendingNote(item) ?? [])
        .filter((note) => note.userId === userId)
        .sort((a, b) => a.createdAt - b.createdAt);
    },
    put: (note) => area.set({ [storageKey(note)]: note }),
    remove: (note) => area.remove(storageKey(note)),
  };
}

const storageKey = ({ userId, key }: PendingNote) => keptPrefix('pending-note', userId) + key;

/**
 * Sends what the user wrote until a time, oldest first, and takes out what the server confirmed. What it will never
 * take stays, for its writer to mend on its page, and keeps nothing else back.
 * @throws the first failure that may pass; what was not sent stays.
 */
export async function flushOutbox(
  outbox: Outbox,
  userId: string,
  until: number,
  send: (note: PendingNote) => Promise<Note>,
): Promise<void> {
  for (const note of await outbox.of(userId)) {
    if (note.createdAt > until) return;
    try {
      await send(note);
    } catch (error) {
      if (decideRetry(error).type === 'give-up') continue;
      throw error;
    }
    await outbox.remove(note);
  }
}
