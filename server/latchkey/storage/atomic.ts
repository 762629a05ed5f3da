import type { Millis } from '../time/time.ts';
import type { Key } from './store.ts';

/**
 * What unstorage lacks (unstorage#152 calls it a non-goal): writes that depend on what is stored, expiry and
 * reading many on every driver, and sets. One implementation for each driver, on the driver's own instance.
 */
export interface Atomic {
  /** @returns what is stored under each key, `null` for nothing, in one question. */
  getMany(keys: readonly Key[]): Promise<(string | null)[]>;
  put(key: Key, value: string, expiresAt: Millis | null): Promise<void>;
  /** Writes only where `expected` is stored (`null`: where nothing is). @returns whether it wrote. */
  compareAndSet(
    key: Key,
    expected: string | null,
    next: string,
    expiresAt: Millis | null,
    publish: string | undefined,
  ): Promise<boolean>;
  claim(key: Key, expiresAt: Millis): Promise<boolean>;
  addMember(key: Key, member: string): Promise<void>;
  removeMember(key: Key, member: string): Promise<void>;
  members(key: Key): Promise<string[]>;
  sweep(now: Millis): Promise<number>;
  ping(): Promise<void>;
}
