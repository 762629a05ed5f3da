import { createHash } from 'node:crypto';
import { Problem, type UserId } from 'latchkey-server';
import { key, type ModuleStorage, millis } from 'latchkey-server/module';
import type { NewNote, NoteRecord } from './note.ts';

/**
 * Enough for a person, and little enough that an answer, which has at most as many notes as a page, is put together
 * while nobody else notices. Two adds at once may pass a limit by one.
 */
const LIMITS = { page: 100, user: 1_000 } as const;

/** Where to look, and behind which note, by the `next` of the part before. */
export interface Wanted {
  readonly url?: string | undefined;
  readonly after?: string | undefined;
}

export interface PartOfNotes {
  /** The oldest first. */
  readonly notes: readonly NoteRecord[];
  /** Asks for what comes after; `null` at the end. */
  readonly next: string | null;
}

export type Notes = ReturnType<typeof createNotes>;

/** The users' notes. Records are the truth; an index may name a record that is not there (any more). */
export function createNotes({ store, clock, random }: ModuleStorage) {
  async function readAll(index: readonly string[], userId: UserId): Promise<NoteRecord[]> {
    const records = await store.getMany<NoteRecord>(index.map(noteKey));
    return records.filter((record): record is NoteRecord => record?.userId === userId).sort(byAge);
  }

  async function erase({ id, userId, url }: NoteRecord): Promise<void> {
    await store.removeMember(pageIndex(userId, url), id);
    await store.removeMember(userIndex(userId), id);
    await store.remove(noteKey(id));
  }

  return {
    /** The user's notes on one page or on all of them, part by part. */
    async list(userId: UserId, { url, after }: Wanted): Promise<PartOfNotes> {
      const index = url === undefined ? userIndex(userId) : pageIndex(userId, url);
      const all = await readAll(await store.members(index), userId);
      const from = after === undefined ? 0 : all.findIndex((record) => byAge(record, position(after)) > 0);
      if (from < 0) return { notes: [], next: null };
      const notes = all.slice(from, from + LIMITS.page);
      const last = notes.at(-1);
      const more = last !== undefined && from + notes.length < all.length;
      return { notes, next: more ? `${last.createdAt}.${last.id}` : null };
    },

    /**
     * Adds a note. The record comes first, so that an index never names one that is still to come.
     * @param id makes a repeated call write the same note again instead of a second one.
     * @throws Problem `limit_reached` when the page or the user has as many as there may be
     */
    async add(userId: UserId, { url, text }: NewNote, id = random(12)): Promise<NoteRecord> {
      const [ofPage, ofUser] = [pageIndex(userId, url), userIndex(userId)];
      const [onPage, owned] = await Promise.all([store.members(ofPage), store.members(ofUser)]);
      const isNew = !owned.includes(id);
      if (isNew && onPage.length >= LIMITS.page) throw full(`A page takes ${LIMITS.page} notes.`);
      if (isNew && owned.length >= LIMITS.user) throw full(`An account takes ${LIMITS.user} notes.`);

      const record: NoteRecord = { id, userId, url, text, createdAt: clock() };
      await store.put(noteKey(id), record, null);
      await store.addMember(ofPage, id);
      await store.addMember(ofUser, id);
      return record;
    },

    /** The record goes last, so that a call that was cut off can be made again. @throws Problem `not_found`, for somebody else's note as for none */
    async remove(userId: UserId, id: string): Promise<void> {
      const record = await store.get<NoteRecord>(noteKey(id));
      if (record?.userId !== userId) throw new Problem('not_found', { detail: 'You have no such note.' });
      await erase(record);
    },

    /** Removes every note of the user; a call that was cut off can be made again. */
    async removeAll(userId: UserId): Promise<void> {
      const index = await store.members(userIndex(userId));
      for (const record of await readAll(index, userId)) await erase(record);
    },
  };
}

type Position = Pick<NoteRecord, 'createdAt' | 'id'>;

const byAge = (a: Position, b: Position) => a.createdAt - b.createdAt || a.id.localeCompare(b.id);

/** A place in the order, whether or not its note is still there. */
function position(after: string): Position {
  const [createdAt = '', id = ''] = after.split('.');
  return { createdAt: millis(Number(createdAt)), id };
}

const noteKey = (id: string) => key('note', id);
const userIndex = (userId: UserId) => key('notes', userId);

/** An address may be as long as a key may not. */
const pageIndex = (userId: UserId, url: string) =>
  key('notes', userId, createHash('sha256').update(url).digest('base64url'));

function full(detail: string): Problem {
  return new Problem('limit_reached', { detail: `${detail} Delete one first.` });
}
