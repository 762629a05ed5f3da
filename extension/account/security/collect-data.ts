import type { Client } from 'latchkey/client';
import { accepted } from '../ensure-ok.ts';

/** What the user takes home: the account, every note and every session, as the server has them. */
export interface CollectedData {
  readonly exportedAt: string;
  readonly user: { readonly username: string };
  readonly notes: readonly unknown[];
  readonly sessions: readonly unknown[];
}

/** @throws LatchkeyError when one of the parts can not be read: half a copy would pass for a whole one. */
export async function collectData(client: Pick<Client, 'fetch'>, now: Date): Promise<CollectedData> {
  const read = async (path: string) => (await accepted(await client.fetch(path))).json();
  const readNotes = async () => {
    const notes: unknown[] = [];
    let path = '/api/notes';
    for (;;) {
      const part = await read(path);
      notes.push(...part.notes);
      if (part.next === undefined) return notes;
      path = `/api/notes?after=${encodeURIComponent(part.next)}`;
    }
  };
  const [user, notes, { sessions }] = await Promise.all([
    read('/api/me'),
    readNotes(),
    read('/auth/sessions'),
  ]);
  return { exportedAt: now.toISOString(), user, notes, sessions };
}
