import unstorageMemory from 'unstorage/drivers/memory';
import type { Clock, Millis } from '../../time/time.ts';
import type { StorageDriver } from '../driver.ts';

/**
 * unstorage's memory driver, with an end for each record. One process, one thread: a comparison and a write without
 * an await between them are atomic.
 */
export function memoryDriver(clock: Clock): StorageDriver {
  const driver = unstorageMemory();
  const items = driver.getInstance?.() as Map<string, string>;
  const expiries = new Map<string, Millis>();
  const sets = new Map<string, Set<string>>();

  const write = (key: string, value: string, expiresAt: Millis | null) => {
    items.set(key, value);
    if (expiresAt === null) expiries.delete(key);
    else expiries.set(key, expiresAt);
  };
  const expired = (key: string, now: Millis) => (expiries.get(key) ?? Number.POSITIVE_INFINITY) <= now;

  return {
    ...driver,
    async getItems(wanted) {
      return wanted.map(({ key }) => ({ key, value: items.get(key) ?? null }));
    },
    async setItem(key, value, { expiresAt }) {
      write(key, value, expiresAt);
    },
    async removeItem(key) {
      items.delete(key);
      expiries.delete(key);
    },
    async compareAndSet(key, expected, next, { expiresAt }) {
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
  };
}
