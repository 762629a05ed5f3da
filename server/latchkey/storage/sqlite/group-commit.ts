import type { DatabaseSync } from 'node:sqlite';

/** Runs a write in a transaction with others; settles when it is durable, or has failed. */
export type Commit = <T>(write: () => T) => Promise<T>;

interface Waiting {
  readonly write: () => unknown;
  readonly done: (result: unknown) => void;
  readonly failed: (cause: unknown) => void;
}

/**
 * One transaction for all writes of one turn of the event loop, and for all that come while the one before is made
 * durable: that takes a disk longer than all that a refresh computes, and costs the same for one write as for fifty.
 * The writes run one after another without an await between them, so each of them sees those before it and no read
 * sees half of them. A transaction that fails takes all of its writes back and fails them all.
 *
 * While the disk is busy the event loop is not. Reads meanwhile see what is committed and, for those milliseconds,
 * would be lost with the machine's power (not with the process): a duplicate may be answered by what the first call
 * has written. T6 heals a rotation that was lost so, and whoever made the first call was not answered.
 * @param makeDurable settles when all that was committed before the call is on the disk
 */
export function groupCommit(db: DatabaseSync, makeDurable: () => Promise<void>): Commit {
  let waiting: Waiting[] = [];
  let underWay = false;

  function begin(): void {
    underWay = true;
    setImmediate(() => void flush().finally(next));
  }

  function next(): void {
    underWay = false;
    if (waiting.length > 0) begin();
  }

  async function flush(): Promise<void> {
    const group = waiting;
    waiting = [];
    try {
      const results = inTransaction(db, () => group.map(({ write }) => write()));
      await makeDurable();
      group.forEach(({ done }, index) => {
        done(results[index]);
      });
    } catch (cause) {
      for (const { failed } of group) failed(cause);
    }
  }

  return <T>(write: () => T) =>
    new Promise<T>((done, failed) => {
      waiting.push({ write, done: done as (result: unknown) => void, failed });
      if (!underWay) begin();
    });
}

/**
 * IMMEDIATE, since a transaction that begins with a read can not wait for another writer when it comes to write.
 * Not made durable by SQLite itself, which would hold the event loop while the disk works.
 */
function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE');
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
