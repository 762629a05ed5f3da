import type { DatabaseSync } from 'node:sqlite';
import { type CacheInvalidation, type InvalidationListener, LEASE_MS } from '../cache-invalidation.ts';

/**
 * `PRAGMA data_version` changes when another connection has committed (sqlite.org/pragma.html#pragma_data_version)
 * and reads shared memory only, so asking once in half a lease is all it takes to hear of the admin command.
 */
export function sqliteCacheInvalidation(db: DatabaseSync, monotonic: () => number): CacheInvalidation {
  const statement = db.prepare('PRAGMA data_version');
  const version = () => Number(statement.get()?.data_version);
  const listeners: InvalidationListener[] = [];
  let seen = version();
  let askedAt = monotonic();

  return {
    trusted() {
      const now = monotonic();
      if (now - askedAt < LEASE_MS / 2) return true;
      let current: number;
      try {
        current = version();
      } catch {
        // Busy, for once: whoever asks the storage itself waits there.
        return false;
      }
      askedAt = now;
      if (current !== seen) for (const listener of listeners) listener(null);
      seen = current;
      return true;
    },
    onInvalidate: (listener) => void listeners.push(listener),
  };
}
