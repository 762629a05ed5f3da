import type { Storage } from 'unstorage';
import { Problem } from '../errors/problem.ts';
import type { Atomic } from './atomic/atomic.ts';
import type { Store, Stored } from './store.ts';

/** Reads go through unstorage, writes that must be atomic or expire through the driver's own instance. */
export function unstorageStore(storage: Storage, atomic: Atomic, close: () => Promise<void>): Store {
  return {
    get: <T extends Stored>(key: string) => reachable(() => storage.getItem<T>(key)),
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

/** A client must never take an outage for a verdict, so every failure of a driver is a 503 that says when to ask again. */
async function reachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Problem('storage_unavailable', { cause, headers: { 'Retry-After': '1' } });
  }
}
