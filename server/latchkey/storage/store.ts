import type { Millis } from '../time/time.ts';

/** A JSON object; nothing else survives unstorage's value parsing unchanged. */
export type Stored = { readonly [member: string]: unknown };

/** A storage key made by `key(...)`, every part encoded so that unstorage's key normalisation can not merge two. */
export type Key = string & { readonly __key: unique symbol };

/**
 * What the domain needs of a storage, and what every driver promises:
 *
 * - **Durable.** When a write resolves, it survives the process; on SQLite also the machine's power. What Redis and
 *   the disk below promise is the operator's choice.
 * - **One order.** A read that begins after a write has resolved sees it, in every process.
 * - **Unknown when it fails.** A write that rejects may have happened all the same.
 * - **Expiry is a permission.** What is past its `expiresAt` may be gone or may still be read; whoever minds checks
 *   the times in the record. It is never gone before, by the clock of the server that wrote it.
 * - **Failures.** Every method rejects with `Problem('storage_unavailable')` when the storage can not be asked, and
 *   with the fault itself when it is ours.
 *
 * @example
 * const at = key('clip', id);
 * for (;;) {
 *   const clip = await store.get<Clip>(at);
 *   if (clip === null) throw new Problem('not_found');
 *   const next = { ...clip, stars: clip.stars + 1 };
 *   if (await store.compareAndSet(at, clip, next, { expiresAt: null })) return next;
 * }
 */
export interface Store {
  /** @returns the record as it was written, or `null` where there is none */
  get<T extends Stored>(key: Key): Promise<T | null>;
  /**
   * Many records as {@link get} reads one, in few questions, and without keeping everybody else waiting meanwhile.
   * @returns a record or `null` for each key, in the order of the keys.
   */
  getMany<T extends Stored>(keys: readonly Key[]): Promise<(T | null)[]>;
  /**
   * Writes without looking.
   * @param expiresAt when the record may be swept; `null` keeps it.
   */
  put(key: Key, value: Stored, expiresAt: Millis | null): Promise<void>;
  /**
   * Writes `next` only where the stored value is still `expected` (`null`: where there is none), in one
   * atomic step. `publish` is announced to the other processes in that same step.
   *
   * What is compared is the *text*: `JSON.stringify(expected)` against what is stored, so `expected` must be a record
   * as {@link get} returned it or as this process wrote it, with its members in that order. A copy built member by
   * member in another order is equal to a reader and never to the storage.
   * @returns whether this call won.
   */
  compareAndSet(
    key: Key,
    expected: Stored | null,
    next: Stored,
    options: { readonly expiresAt: Millis | null; readonly publish?: string },
  ): Promise<boolean>;
  /** Claims a name once: true for the first caller until `expiresAt`, false for everybody after. */
  claim(key: Key, expiresAt: Millis): Promise<boolean>;
  /** Removes a record; one that is not there is no failure. */
  remove(key: Key): Promise<void>;
  /** A set of strings under a key (a user's session ids), so that nothing ever scans all keys. */
  addMember(key: Key, member: string): Promise<void>;
  /** One that is not in the set is no failure. */
  removeMember(key: Key, member: string): Promise<void>;
  /** In no order; empty for a set that never was. */
  members(key: Key): Promise<string[]>;
  /** Deletes what is past its `expiresAt`; a no-op where the storage does it by itself. @returns how many. */
  sweep(now: Millis): Promise<number>;
  /**
   * Resolves when the storage has written something new, within the last second, which one that is full or read-only
   * does not; for /readyz.
   */
  ping(): Promise<void>;
  /** To be called once, when nothing is under way any more. */
  close(): Promise<void>;
}
