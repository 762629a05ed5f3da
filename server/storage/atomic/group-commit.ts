import type { DatabaseSync } from 'node:sqlite';

/** Runs a write in a transaction with others; settles when it is durable, or has not happened. */
export type Commit = <T>(write: () => T) => Promise<T>;

interface Waiting {
  readonly write: () => unknown;
  readonly done: (result: unknown) => void;
  readonly failed: (cause: unknown) => void;
}

/**
 * One transaction for all writes of one turn of the event loop: making it durable takes a disk longer than all that
 * a refresh computes, and costs the same for one write as for fifty. The writes run one after another without an
 * await between them, so each of them sees those before it and no read sees half of them. A transaction that fails
 * takes all of its writes back and fails them all, since none of them is durable.
 */
export function groupCommit(db: DatabaseSync): Commit {
  let waiting: Waiting[] = [];

  function flush(): void {
    const group = waiting;
    waiting = [];
    try {
      const results = inTransaction(db, () => group.map(({ write }) => write()));
      group.forEach(({ done }, index) => {
        done(results[index]);
      });
    } catch (cause) {
      for (const { failed } of group) failed(cause);
    }
  }

  return <T>(write: () => T) =>
    new Promise<T>((done, failed) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ write, done: done as (result: unknown) => void, failed });
    });
}

/** IMMEDIATE, since a transaction that begins with a read can not wait for another writer when it comes to write. */
function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (cause) {
    // Some failures, a full disk among them, have rolled it back already.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw cause;
  }
}
