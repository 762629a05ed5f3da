import { setImmediate } from 'node:timers/promises';
import type { Storage } from 'unstorage';
import type { Atomic } from './atomic.ts';
import { orUnavailable } from './or-unavailable.ts';
import { type Patience, withoutWaiting } from './sqlite/busy-retry.ts';
import type { Key, Store, Stored } from './store.ts';

/** So many records are read and parsed in a few milliseconds; then whoever else waits has a turn. */
const AT_A_TIME = 50;

/** Reads go through unstorage, writes that must be atomic or expire through the driver's own instance. */
export function unstorageStore(
  storage: Storage,
  atomic: Atomic,
  close: () => Promise<void>,
  patience: Patience = withoutWaiting,
): Store {
  const reachable = <T>(work: () => Promise<T>) => orUnavailable(() => patience(work));

  return {
    get: <T extends Stored>(key: string) => reachable(() => storage.getItem<T>(key)),
    getMany: <T extends Stored>(keys: readonly Key[]) => reachable(() => inPortions<T>(atomic, keys)),
    put: (key, value, expiresAt) => reachable(() => atomic.put(key, JSON.stringify(value), expiresAt)),
    compareAndSet: (key, expected, next, { expiresAt, publish }) =>
      reachable(() =>
        atomic.compareAndSet(
          key,
          expected === null ? null : JSON.stringify(expected),
          JSON.stringify(next),
          expiresAt,
          publish,
        ),
      ),
    claim: (key, expiresAt) => reachable(() => atomic.claim(key, expiresAt)),
    remove: (key) => reachable(() => storage.removeItem(key)),
    addMember: (key, member) => reachable(() => atomic.addMember(key, member)),
    removeMember: (key, member) => reachable(() => atomic.removeMember(key, member)),
    members: (key) => reachable(() => atomic.members(key)),
    sweep: (now) => reachable(() => atomic.sweep(now)),
    ping: () => reachable(() => atomic.ping()),
    close,
  };
}

async function inPortions<T extends Stored>(atomic: Atomic, keys: readonly Key[]): Promise<(T | null)[]> {
  const records: (T | null)[] = [];
  for (let from = 0; from < keys.length; from += AT_A_TIME) {
    if (from > 0) await setImmediate();
    const texts = await atomic.getMany(keys.slice(from, from + AT_A_TIME));
    for (const text of texts) records.push(text === null ? null : (JSON.parse(text) as T));
  }
  return records;
}
