import type { Millis } from '../time/time.ts';

/** A JSON object; nothing else survives unstorage's value parsing unchanged. */
export type Stored = { readonly [member: string]: unknown };

/** A storage key made by `key(...)`, every part encoded so that unstorage's key normalisation can not merge two. */
export type Key = string & { readonly __key: unique symbol };

/**
 * What the domain needs of a storage. Implemented once on top of unstorage, for memory, SQLite and Redis.
 * Every method throws `Problem('storage_unavailable')` when the storage can not be asked.
 */
export interface Store {
  /** May still return a record past its `expiresAt` that has not been swept: whoever minds checks its own times. */
  get<T extends Stored>(key: Key): Promise<T | null>;
  /**
   * Many records as {@link get} reads one, in few questions, and without keeping everybody else waiting meanwhile.
   * @returns a record or `null` for each key, in the order of the keys.
   */
  getMany<T extends Stored>(keys: readonly Key[]): Promise<(T | null)[]>;
  /**
   * Writes without looking. Durable when the promise resolves.
   * @param expiresAt when the record may be swept; `null` keeps it.
   */
  put(key: Key, value: Stored, expiresAt: Millis | null): Promise<void>;
  /**
   * Writes `next` only where the stored value is still `expected` (`null`: where there is none), in one
   * atomic step. `publish` is announced to the other processes in that same step.
   * @returns whether this call won.
   */
  compareAndSet(
    key: Key,
    expected: Stored | null,
    next: Stored,
    options: { expiresAt: Millis | null; publish?: string },
  ): Promise<boolean>;
  /** Claims a name once: true for the first caller until `expiresAt`, false for everybody after. */
  claim(key: Key, expiresAt: Millis): Promise<boolean>;
  remove(key: Key): Promise<void>;
  /** A set of strings under a key (a user's session ids, a page's note ids), so that nothing ever scans all keys. */
  addMember(key: Key, member: string): Promise<void>;
  removeMember(key: Key, member: string): Promise<void>;
  members(key: Key): Promise<string[]>;
  /** Deletes what is past its `expiresAt`; a no-op where the storage does it by itself. @returns how many. */
  sweep(now: Millis): Promise<number>;
  /** Resolves when the storage answers; for /readyz and start. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
