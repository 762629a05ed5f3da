import { setImmediate } from 'node:timers/promises';
import { createStorage } from 'unstorage';
import type { StorageDriver } from './driver.ts';
import { key } from './key.ts';
import type { Key, Store, Stored } from './store.ts';
import { withFailures } from './with-failures.ts';

/** So many records are read and parsed in a few milliseconds; then whoever else waits has a turn. */
const AT_A_TIME = 50;

/** Written to learn whether anything can be. */
const PING = key('ping');

/** All that needs no look at what is stored goes through unstorage, what must be atomic to the driver itself. */
export function unstorageStore(driver: StorageDriver): Store {
  const storage = createStorage<Stored>({ driver });

  async function getMany<T extends Stored>(keys: readonly Key[]): Promise<(T | null)[]> {
    const records: (T | null)[] = [];
    for (let from = 0; from < keys.length; from += AT_A_TIME) {
      if (from > 0) await setImmediate();
      const items = await storage.getItems<T>(keys.slice(from, from + AT_A_TIME));
      for (const { value } of items) records.push(value);
    }
    return records;
  }

  // One at a time, however many ask, so that nobody outside can make more work of it than that.
  let pings = 0;
  let pinging: Promise<void> | undefined;
  function ping(): Promise<void> {
    pings += 1;
    pinging ??= storage.setItem(PING, { pings }, { expiresAt: null }).finally(() => {
      pinging = undefined;
    });
    return pinging;
  }

  const store: Store = {
    get: <T extends Stored>(key: Key) => storage.getItem<T>(key),
    getMany,
    put: (key, value, expiresAt) => storage.setItem(key, value, { expiresAt }),
    compareAndSet: async (key, expected, next, options) =>
      driver.compareAndSet(key, expected && JSON.stringify(expected), JSON.stringify(next), options),
    claim: driver.claim,
    remove: (key) => storage.removeItem(key),
    addMember: driver.addMember,
    removeMember: driver.removeMember,
    members: driver.members,
    sweep: driver.sweep,
    ping,
    close: () => storage.dispose(),
  };
  return withFailures(store);
}
