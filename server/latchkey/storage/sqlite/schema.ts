import type { DatabaseSync } from 'node:sqlite';

export const TABLE = 'latchkey';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS ${TABLE} (
    key TEXT PRIMARY KEY, value TEXT, blob BLOB, created_at TEXT, updated_at TEXT, expires_at INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS ${TABLE}_expiry ON ${TABLE} (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS ${TABLE}_members (
    key TEXT NOT NULL, member TEXT NOT NULL, PRIMARY KEY (key, member)
  ) WITHOUT ROWID;
`;

/**
 * Sets what SQLite leaves otherwise: without WAL a reader blocks the writer, and without `synchronous = FULL` what a
 * power cut takes away may have been answered for (sqlite.org/pragma.html#pragma_synchronous: WAL with NORMAL may
 * lose commits). The start waits for whoever holds the file; afterwards SQLite waits for nobody, since it would do so
 * in the event loop: see `whileBusy`.
 */
export function prepareSqlite(db: DatabaseSync): void {
  db.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  db.exec(SCHEMA);
  db.exec('PRAGMA busy_timeout = 0');
}
