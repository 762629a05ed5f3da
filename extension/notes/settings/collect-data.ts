import type { Client } from 'latchkey/client';
import { ensureOk } from '../../account/ensure-ok.ts';

/** What the user takes home: the account, every note and every session, as the server has them. */
export interface CollectedData {
  readonly exportedAt: string;
  readonly user: { readonly username: string };
  readonly notes: readonly unknown[];
  readonly sessions: readonly unknown[];
}

/** @throws LatchkeyError when one of the parts can not be read: half a copy would pass for a whole one. */
export async function collectData(client: Pick<Client, 'fetch'>, now: Date): Promise<CollectedData> {
  const read = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
    const answer: unknown = await (await ensureOk(await client.fetch(path))).json();
    if (typeof answer !== 'object' || answer === null) throw new TypeError(`${path} answered no JSON object`);
    return { ...answer };
  };
  const readNotes = async () => {
    const notes: unknown[] = [];
    let path = '/api/notes';
    for (;;) {
      const part = await read(path);
      notes.push(...listIn(part, 'notes'));
      if (typeof part.next !== 'string') return notes;
      path = `/api/notes?after=${encodeURIComponent(part.next)}`;
    }
  };
  const [user, notes, account] = await Promise.all([read('/api/me'), readNotes(), read('/auth/sessions')]);
  if (typeof user.username !== 'string') throw new TypeError('/api/me named nobody');
  return {
    exportedAt: now.toISOString(),
    user: { ...user, username: user.username },
    notes,
    sessions: listIn(account, 'sessions'),
  };
}

function listIn(answer: Readonly<Record<string, unknown>>, name: string): readonly unknown[] {
  const list = answer[name];
  if (!Array.isArray(list)) throw new TypeError(`there is no list of ${name} in the answer`);
  return list;
}
