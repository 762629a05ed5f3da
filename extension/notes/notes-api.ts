import type { Client } from 'latchkey/client';
import { ensureOk } from '../account/ensure-ok.ts';
import { type Note, type PendingNote, readNote } from './note.ts';

/** The notes calls, for whoever holds a client: panel, options page and background. */
export interface NotesApi {
  list(url: string): Promise<Note[]>;
  add(note: PendingNote): Promise<Note>;
  remove(id: string): Promise<void>;
}

export function createNotesApi(client: Pick<Client, 'fetch'>): NotesApi {
  return {
    async list(url) {
      const answer = await ensureOk(await client.fetch(`/api/notes?url=${encodeURIComponent(url)}`));
      const { notes } = (await answer.json()) as { notes: unknown[] };
      return notes.map(readNote);
    },
    async add({ key, url, text }) {
      const answer = await client.fetch('/api/notes', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ url, text }),
        idempotencyKey: key,
      });
      return readNote(await (await ensureOk(answer)).json());
    },
    async remove(id) {
      const answer = await client.fetch(`/api/notes/${encodeURIComponent(id)}`, { method: 'DELETE' });
      // Deleted from another tab meanwhile: that is what was asked for.
      if (answer.status !== 404) await ensureOk(answer);
    },
  };
}
