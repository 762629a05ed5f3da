import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { createStorage } from 'unstorage';
import { type Clock, millis } from '../time/time.ts';
import type { StorageDriver } from './driver.ts';
import { key } from './key.ts';
import type { Key, Store, Stored } from './store.ts';
import { withFailures } from './with-failures.ts';

/** So many records are read and parsed in a few milliseconds; then whoever else waits has a turn. */
const AT_A_TIME = 50;

/**
 * Written to learn whether anything can be: a new record as large as a session, since there may be room for another
 * version of one that is there, on a disk with none for a new one.
 */
const PING = { room: ' '.repeat(1000) };
const PING_KEPT_MS = 60_000;
/** For as long one that was written answers for all, so that nobody outside can make more work of it than that. */
const PING_REST_MS = 1_000;

/** All that needs no look at what is stored goes through unstorage, what must be atomic to the driver itself. */
export function unstorageStore(driver: StorageDriver, clock: Clock): Store {
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

  let pinging: Promise<void> | undefined;
  function ping(): Promise<void> {
    if (pinging === undefined) {
      const again = () => {
        pinging = undefined;
      };
      const expiresAt = millis(clock() + PING_KEPT_MS);
      pinging = storage.setItem(key('ping', randomUUID()), PING, { expiresAt });
      pinging.then(() => setTimeout(again, PING_REST_MS).unref(), again);
    }
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
