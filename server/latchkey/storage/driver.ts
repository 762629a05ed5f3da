import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { Driver } from 'unstorage';
import type { Clock, Millis } from '../time/time.ts';
import type { CacheInvalidation } from './cache-invalidation.ts';
import type { Key, Store } from './store.ts';

/**
 * What each storage folder makes: a driver of unstorage, which reads many records at once and takes {@link Lifetime}
 * as the option of `setItem`, and what unstorage has no word for.
 */
export interface StorageDriver extends Driver, AtomicWrites {
  /** Answers in the order of the items, with one entry for each. */
  getItems: NonNullable<Driver['getItems']>;
  setItem: NonNullable<Driver['setItem']>;
  removeItem: NonNullable<Driver['removeItem']>;
}

/** A type, so that unstorage's open options may be read as it. */
export type Lifetime = {
  /** When the record may be swept; `null` keeps it. unstorage's own `ttl` is unknown to most of its drivers. */
  readonly expiresAt: Millis | null;
};

/**
 * Writes that depend on what is stored, which unstorage calls a non-goal (unstorage#152), and sets, which its
 * `getKeys` could only be by scanning all of Redis.
 */
export interface AtomicWrites {
  compareAndSet(
    key: Key,
    expected: string | null,
    next: string,
    options: Lifetime & { readonly publish?: string },
  ): Promise<boolean>;
  claim(key: Key, expiresAt: Millis): Promise<boolean>;
  addMember(key: Key, member: string): Promise<void>;
  removeMember(key: Key, member: string): Promise<void>;
  members(key: Key): Promise<string[]>;
  sweep(now: Millis): Promise<number>;
}

/** A storage in use: what keeps records, and what tells whether remembered ones may still be believed. */
export type OpenStorage = {
  readonly store: Store;
  readonly invalidation: CacheInvalidation;
  /** What it is set to that may lose sessions, in words for the operator and with what to set. */
  readonly doubts: readonly string[];
} & (
  | { readonly type: 'memory' }
  | { readonly type: 'sqlite' }
  | { readonly type: 'redis'; readonly redis: Redis }
  | { readonly type: 'postgres'; readonly postgres: Pool }
  | { readonly type: 'own'; readonly shared: boolean }
);

/** A storage of somebody's own; `storageContract` of `latchkey-server/storage` holds it to what it promises. */
export interface OwnStorage {
  readonly store: Store;
  readonly invalidation: CacheInvalidation;
  /**
   * Whether several servers use it at once. Limits on guessing are each server's own then: they are counted in the
   * process.
   */
  readonly shared: boolean;
}

/** @throws {StartError} in one line that says what to change */
export type OpenOwnStorage = (options: OpenOptions) => Promise<OwnStorage>;

/** What a storage tells time by. */
export interface OpenOptions {
  readonly clock: Clock;
  /** Milliseconds that only grow, whatever happens to the wall clock; for leases. */
  readonly monotonic: () => number;
}
