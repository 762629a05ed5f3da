import type { SessionState } from 'latchkey/client';
import type { NotesApi } from '../notes-api.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { flushOutbox } from '../outbox/outbox.ts';

/** An open panel tries every ten seconds: a note that is older than this has none. */
const ABANDONED_MS = 30_000;

/**
 * Sends notes whose page was closed before they could be sent, as soon as their writer is signed in and the
 * server is there. A panel that sends one at the same moment does no harm: both use the note's own
 * idempotency key.
 * @returns a function to call at each change of the session.
 */
export function createBackgroundFlush(
  outbox: Outbox,
  notes: Pick<NotesApi, 'add'>,
  now: () => number,
): (state: SessionState) => void {
  let running = false;
  return (state) => {
    if (running || state.status !== 'signed-in' || state.condition !== 'idle') return;
    running = true;
    // What could not be sent stays for the next change, and for the panel on its page, which says why.
    flushOutbox(outbox, state.user.id, now() - ABANDONED_MS, notes.add)
      .catch(() => {})
      .finally(() => {
        running = false;
      });
  };
}
