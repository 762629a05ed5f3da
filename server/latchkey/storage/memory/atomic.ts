import type { Clock, Millis } from '../../time/time.ts';
import type { Atomic } from '../atomic.ts';
import type { Key } from '../store.ts';

/** One process, one thread: a comparison and a write without an await between them are atomic. */
export function memoryAtomic(items: Map<string, unknown>, clock: Clock): Atomic {
  const expiries = new Map<string, Millis>();
  const sets = new Map<string, Set<string>>();

  const write = (key: Key, value: string, expiresAt: Millis | null) => {
    items.set(key, value);
    if (expiresAt === null) expiries.delete(key);
    else expiries.set(key, expiresAt);
  };
  const expired = (key: string, now: Millis) => (expiries.get(key) ?? Number.POSITIVE_INFINITY) <= now;

  return {
    async getMany(keys) {
      return keys.map((key) => (items.get(key) as string | undefined) ?? null);
    },
    async put(key, value, expiresAt) {
      write(key, value, expiresAt);
    },
    async compareAndSet(key, expected, next, expiresAt) {
      if ((items.get(key) ?? null) !== expected) return false;
      write(key, next, expiresAt);
      return true;
    },
    async claim(key, expiresAt) {
      if (items.has(key) && !expired(key, clock())) return false;
      write(key, '{}', expiresAt);
      return true;
    },
    async addMember(key, member) {
      const set = sets.get(key) ?? new Set();
      sets.set(key, set.add(member));
    },
    async removeMember(key, member) {
      sets.get(key)?.delete(member);
    },
    async members(key) {
      return [...(sets.get(key) ?? [])];
    },
    async sweep(now) {
      let swept = 0;
      for (const key of expiries.keys()) {
        if (!expired(key, now)) continue;
        expiries.delete(key);
        items.delete(key);
        swept += 1;
      }
      return swept;
    },
    async ping() {},
  };
}
