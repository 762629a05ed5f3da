import { createStore, del, get, promisifyRequest, set } from 'idb-keyval';
import { isKept } from '../kept-keys.ts';
import type { ListedArea } from '../key-value-area.ts';
import { readPendingNote } from '../note.ts';

/**
 * The extension's own IndexedDB. Content scripts can not open it in any browser, whereas Firefox has no way to close
 * `storage.local` to them; and in a private window it is in memory.
 */
export function createKeptArea(): ListedArea {
  const store = createStore('notes', 'kept');
  return {
    get: async (key) => ({ [key]: await get(key, store) }),
    list: (prefix) =>
      store('readonly', async (items) => {
        const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
        const [keys, values] = await Promise.all([
          promisifyRequest(items.getAllKeys(range)),
          promisifyRequest<unknown[]>(items.getAll(range)),
        ]);
        return Object.fromEntries(keys.map((key, index) => [key, values[index]]));
      }),
    async set(items) {
      for (const [key, value] of Object.entries(items)) await set(key, value, store);
    },
    remove: (key) => del(key, store),
  };
}

/** The same area, which tells of each page whose waiting notes have changed. */
export function announcing(area: ListedArea, outboxChanged: (url: string) => void): ListedArea {
  const announce = (items: Record<string, unknown>): void => {
    const notes = Object.entries(items).flatMap(([key, item]) =>
      isPending(key) ? (readPendingNote(item) ?? []) : [],
    );
    for (const url of new Set(notes.map((note) => note.url))) outboxChanged(url);
  };
  return {
    ...area,
    async set(items) {
      await area.set(items);
      announce(items);
    },
    async remove(key) {
      const removed = isPending(key) ? await area.get(key) : {};
      await area.remove(key);
      announce(removed);
    },
  };
}

const isPending = (key: string): boolean => isKept('pending-note', key);
