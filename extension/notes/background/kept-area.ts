import { createStore, del, entries, get, set } from 'idb-keyval';
import type { KeyValueArea } from '../key-value-area.ts';
import { isOutboxKey } from '../outbox/outbox.ts';

/**
 * The extension's own IndexedDB. Content scripts can not open it in any browser, whereas Firefox has no way to close
 * `storage.local` to them; and in a private window it is in memory.
 */
export function createKeptArea(): KeyValueArea {
  const store = createStore('notes', 'kept');
  return {
    get: async (key) =>
      key === null ? Object.fromEntries(await entries(store)) : { [key]: await get(key, store) },
    async set(items) {
      for (const [key, value] of Object.entries(items)) await set(key, value, store);
    },
    remove: (key) => del(key, store),
  };
}

/** The same area, whose changes of the outbox are told. */
export function announcing(area: KeyValueArea, outboxChanged: () => void): KeyValueArea {
  return {
    get: area.get,
    async set(items) {
      await area.set(items);
      if (Object.keys(items).some(isOutboxKey)) outboxChanged();
    },
    async remove(key) {
      await area.remove(key);
      if (isOutboxKey(key)) outboxChanged();
    },
  };
}
