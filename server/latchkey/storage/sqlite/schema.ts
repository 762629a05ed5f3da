import type { DatabaseSync } from 'node:sqlite';
import { FORMAT_KEY, type FormatStep, formatText, stepsFrom } from '../format.ts';

export const TABLE = 'latchkey';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS ${TABLE} (key TEXT PRIMARY KEY, value TEXT, expires_at INTEGER) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS ${TABLE}_expiry ON ${TABLE} (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS ${TABLE}_members (
    key TEXT NOT NULL, member TEXT NOT NULL, PRIMARY KEY (key, member)
  ) WITHOUT ROWID;
`;

/** One statement for each format, so that a large file is read and written once. */
const steps: readonly FormatStep<string>[] = [
  {
    to: 2,
    run: `
      CREATE TABLE ${TABLE}_2 (key TEXT PRIMARY KEY, value TEXT, expires_at INTEGER) WITHOUT ROWID;
      INSERT INTO ${TABLE}_2 SELECT key, value, expires_at FROM ${TABLE} WHERE value IS NOT NULL;
      DROP TABLE ${TABLE};
      ALTER TABLE ${TABLE}_2 RENAME TO ${TABLE};
    `,
  },
];

/**
 * Sets what SQLite leaves otherwise: without WAL a reader blocks the writer, and without `synchronous = FULL` what a
 * power cut takes away may have been answered for (sqlite.org/pragma.html#pragma_synchronous: WAL with NORMAL may
 * lose commits). Makes the tables, or moves those of an older format up, in one transaction. The start waits for
 * whoever holds the file; afterwards SQLite waits for nobody, since it would do so in the event loop: see `whileBusy`.
 * @throws {StartError} when a newer release has written the file
 */
export function prepareSqlite(db: DatabaseSync): void {
  db.exec(
    'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN IMMEDIATE',
  );
  try {
    const isNew = db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(TABLE) === undefined;
    const needed = stepsFrom(isNew ? null : storedFormat(db), steps);
    if (needed !== null) {
      if (!isNew) for (const { run } of needed) db.exec(run);
      db.exec(SCHEMA);
      db.prepare(`INSERT OR REPLACE INTO ${TABLE} (key, value) VALUES (?, ?)`).run(FORMAT_KEY, formatText);
    }
    db.exec('COMMIT');
  } catch (cause) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw cause;
  }
  db.exec('PRAGMA busy_timeout = 0');
}

function storedFormat(db: DatabaseSync): string | null {
  const row = db.prepare(`SELECT value FROM ${TABLE} WHERE key = ?`).get(FORMAT_KEY);
  return row === undefined ? null : String(row.value);
}
