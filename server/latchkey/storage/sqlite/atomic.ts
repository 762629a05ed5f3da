import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../time/time.ts';
import type { Atomic } from '../atomic.ts';
import { groupCommit } from './group-commit.ts';

/** The table of unstorage's db0 driver, with the expiry it has no column for. */
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
 * Sets what db0's connector leaves at SQLite's defaults: without WAL a reader blocks the writer, and without
 * `synchronous = FULL` what a power cut takes away may have been answered for
 * (sqlite.org/pragma.html#pragma_synchronous: WAL with NORMAL may lose commits). The start waits for whoever holds
 * the file; afterwards SQLite waits for nobody, since it would do so in the event loop: see `whileBusy`.
 */
export function prepareSqlite(db: DatabaseSync): void {
  db.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  db.exec(SCHEMA);
  db.exec('PRAGMA busy_timeout = 0');
}

/** @param makeDurable see {@link groupCommit} */
export function sqliteAtomic(db: DatabaseSync, clock: Clock, makeDurable: () => Promise<void>): Atomic {
  const commit = groupCommit(db, makeDurable);
  const many = db.prepare(
    `SELECT key, value FROM ${TABLE} WHERE key IN (SELECT value FROM json_each(?1)) AND value IS NOT NULL`,
  );
  const put = db.prepare(
    `INSERT INTO ${TABLE} (key, value, expires_at) VALUES (?1, ?2, ?3)
     ON CONFLICT (key) DO UPDATE SET value = ?2, expires_at = ?3`,
  );
  const insert = db.prepare(
    `INSERT INTO ${TABLE} (key, value, expires_at) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO NOTHING`,
  );
  // A column that is set is written to its index again, also with the value it had: a second random page to be made
  // durable for each rotation of a session, whose end never moves.
  const replaceValue = db.prepare(
    `UPDATE ${TABLE} SET value = ?2 WHERE key = ?1 AND value = ?4 AND expires_at IS ?3`,
  );
  const replace = db.prepare(`UPDATE ${TABLE} SET value = ?2, expires_at = ?3 WHERE key = ?1 AND value = ?4`);
  const claim = db.prepare(
    `INSERT INTO ${TABLE} (key, value, expires_at) VALUES (?1, '{}', ?2)
     ON CONFLICT (key) DO UPDATE SET expires_at = ?2 WHERE expires_at <= ?3`,
  );
  const sweep = db.prepare(`DELETE FROM ${TABLE} WHERE expires_at <= ?1`);
  const add = db.prepare(`INSERT INTO ${TABLE}_members (key, member) VALUES (?1, ?2) ON CONFLICT DO NOTHING`);
  const drop = db.prepare(`DELETE FROM ${TABLE}_members WHERE key = ?1 AND member = ?2`);
  const members = db.prepare(`SELECT member FROM ${TABLE}_members WHERE key = ?1`);
  const ping = db.prepare('SELECT 1');

  return {
    async getMany(keys) {
      const found = new Map(many.all(JSON.stringify(keys)).map(({ key, value }) => [key, String(value)]));
      return keys.map((key) => found.get(key) ?? null);
    },
    async put(key, value, expiresAt) {
      await commit(() => put.run(key, value, expiresAt));
    },
    async compareAndSet(key, expected, next, expiresAt) {
      const written = await commit(() => {
        if (expected === null) return insert.run(key, next, expiresAt).changes;
        const { changes } = replaceValue.run(key, next, expiresAt, expected);
        return Number(changes) === 1 ? changes : replace.run(key, next, expiresAt, expected).changes;
      });
      return Number(written) === 1;
    },
    async claim(key, expiresAt) {
      const result = await commit(() => claim.run(key, expiresAt, clock()));
      return Number(result.changes) === 1;
    },
    async addMember(key, member) {
      await commit(() => add.run(key, member));
    },
    async removeMember(key, member) {
      await commit(() => drop.run(key, member));
    },
    async members(key) {
      return members.all(key).map((row) => String(row.member));
    },
    async sweep(now) {
      const result = await commit(() => sweep.run(now));
      return Number(result.changes);
    },
    async ping() {
      ping.get();
    },
  };
}
