import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareSqlite } from './schema.ts';
import { writeAheadLog } from './write-ahead-log.ts';

let folder: string;
let db: DatabaseSync;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-wal-'));
  db = new DatabaseSync(join(folder, 'data.db'));
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

test('is the file that commits are in, before and after SQLite has begun it anew', async () => {
  prepareSqlite(db);
  const log = writeAheadLog(db);
  const put = db.prepare('INSERT INTO latchkey (key, value) VALUES (?, ?)');
  const inLog = (text: string) => readFileSync(join(folder, 'data.db-wal')).includes(text);
  put.run('a', 'written-before');
  await log.makeDurable();
  expect(inLog('written-before')).toBe(true);
  db.exec('PRAGMA wal_checkpoint(RESTART)');
  put.run('b', 'written-after');
  await log.makeDurable();
  expect(inLog('written-after')).toBe(true);
  await log.close();
  expect(db.prepare("SELECT count(*) AS n FROM latchkey WHERE key IN ('a', 'b')").get()).toEqual({ n: 2 });
});

test('where there is none nothing is claimed to be durable', async () => {
  const log = writeAheadLog(db);
  await expect(log.makeDurable()).rejects.toThrow('ENOENT');
  prepareSqlite(db);
  await log.makeDurable();
  await log.close();
});

test('closes when it was never used', async () => {
  await writeAheadLog(db).close();
});
