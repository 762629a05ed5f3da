import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Commit, groupCommit } from './group-commit.ts';

let folder: string;
let db: DatabaseSync;
let beside: DatabaseSync;
let commit: Commit;
const open = () => new DatabaseSync(join(folder, 'data.db'), { timeout: 0 });
const write = (text: string) => commit(() => db.prepare('INSERT INTO t VALUES (?)').run(text).changes);
const stored = (from: DatabaseSync) =>
  from
    .prepare('SELECT text FROM t ORDER BY rowid')
    .all()
    .map(({ text }) => text);
const version = () => beside.prepare('PRAGMA data_version').get()?.data_version;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-commit-'));
  db = open();
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (text TEXT UNIQUE)');
  beside = open();
  commit = groupCommit(db);
});
afterEach(() => {
  beside.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

test('writes of one turn are one transaction, and each has its own result', async () => {
  const before = Number(version());
  const seen = await Promise.all([write('a'), commit(() => stored(db)), write('b')]);
  expect(seen).toEqual([1, ['a'], 1]);
  expect(stored(beside)).toEqual(['a', 'b']);
  expect(Number(version())).toBe(before + 1);
});

test('what is settled is in the file, for every connection', async () => {
  await write('a');
  expect(stored(beside)).toEqual(['a']);
  await write('b');
  expect(stored(beside)).toEqual(['a', 'b']);
});

test('one write that fails takes those of its turn back, and the next turn goes on', async () => {
  const results = await Promise.allSettled([write('a'), write('a'), write('b')]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(stored(db)).toEqual([]);
  await write('a');
  expect(stored(beside)).toEqual(['a']);
});

test('while another process holds the file nothing is written, and nothing stays open', async () => {
  beside.exec('BEGIN IMMEDIATE');
  await expect(write('a')).rejects.toThrow('locked');
  beside.exec('ROLLBACK');
  await write('b');
  expect(stored(beside)).toEqual(['b']);
});
