import type { DatabaseSync } from 'node:sqlite';
import { inGroups } from '../in-groups.ts';
import type { BusyRetry } from './busy-retry.ts';

/** Runs a write in a transaction with others; settles when it is durable, or has failed. */
export type Commit = <T>(write: () => T) => Promise<T>;

export interface GroupCommitDeps {
  readonly db: DatabaseSync;
  /** Waits while another process writes; what comes meanwhile waits for the next transaction. */
  readonly retry: BusyRetry;
  /**
   * Settles when all that was committed before the call is on the disk; `null` leaves that to SQLite, within the
   * transaction.
   */
  readonly makeDurable: (() => Promise<void>) | null;
}

/**
 * One transaction for all writes of one turn of the event loop, and for all that come while the one before is made
 * durable: that takes a disk longer than all that a refresh computes, and costs the same for one write as for fifty.
 * The writes run one after another without an await between them, so each of them sees those before it and no read
 * sees half of them. A transaction that fails takes all of its writes back and fails them all.
 *
 * While the disk is busy the event loop is not. Reads meanwhile see what is committed and, for those milliseconds,
 * would be lost with the machine's power (not with the process): a duplicate may be answered by what the first call
 * has written. A rotation that was lost so is healed by the next refresh, whose token is newer than the record, and
 * whoever made the first call was not answered.
 *
 * Why by hand: on a disk that takes 1.5 ms, twenty writers at a time get 5,800 writes a second through groups and 300
 * each by itself; a single writer's write holds the event loop for 160 us where SQLite's own `fsync` holds it for
 * 1,650, and with it every guarded request (two cores, ext4, records of 600 bytes). That no answer is given too early
 * is held by a server that is killed in the middle of rotations (`killed-server`).
 *
 * To do without the log's own `fdatasync`, pass `makeDurable: null` where the storage is opened; to do without
 * groups, let the function returned here run its write in `inTransaction` at once.
 */
export function groupCommit({ db, retry, makeDurable }: GroupCommitDeps): Commit {
  const synchronous = makeDurable === null ? 'FULL' : 'NORMAL';
  const commit = inGroups<() => unknown, unknown>({
    async carryOut(writes) {
      const results = await retry(() => inTransaction(db, synchronous, () => writes.map((write) => write())));
      await makeDurable?.();
      return results;
    },
  });
  return <T>(write: () => T) => commit(write) as Promise<T>;
}

/**
 * IMMEDIATE, since a transaction that begins with a read can not wait for another writer when it comes to write.
 * @param synchronous FULL makes it durable at once, and holds the event loop while the disk works
 */
function inTransaction<T>(db: DatabaseSync, synchronous: 'NORMAL' | 'FULL', work: () => T): T {
  db.exec(`PRAGMA synchronous = ${synchronous}; BEGIN IMMEDIATE`);
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (cause) {
    // Some failures, a full disk among them, have rolled it back already.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw cause;
  } finally {
    db.exec('PRAGMA synchronous = FULL');
  }
}
