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
let makeDurable: () => Promise<void>;
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
  makeDurable = async () => {};
  commit = groupCommit({ db, retry: async (work) => work(), makeDurable: () => makeDurable() });
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

test('nothing settles before it is durable, and what comes meanwhile is the next transaction', async () => {
  const disk = Array.from({ length: 2 }, () => Promise.withResolvers<void>());
  let asked = 0;
  makeDurable = async () => disk[asked++]?.promise;
  const settled: string[] = [];
  const written = (text: string) => write(text).then(() => settled.push(text));

  const first = written('a');
  await expect.poll(() => asked).toBe(1);
  const others = [written('b'), written('c')];
  await new Promise((turn) => setImmediate(turn));
  expect([settled, stored(beside)]).toEqual([[], ['a']]);

  disk[0]?.resolve();
  await first;
  await expect.poll(() => asked).toBe(2);
  expect([settled, stored(beside)]).toEqual([['a'], ['a', 'b', 'c']]);
  disk[1]?.resolve();
  await Promise.all(others);
  expect(settled).toEqual(['a', 'b', 'c']);
});

test('what a disk fails to keep fails, and the next is tried', async () => {
  makeDurable = async () => {
    throw new Error('i/o error');
  };
  await expect(write('a')).rejects.toThrow('i/o error');
  makeDurable = async () => {};
  await write('b');
});

test('a write beside it is made durable by SQLite itself', async () => {
  await Promise.allSettled([write('a'), write('a')]);
  expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
});

test('without a log of its own nothing is settled less durably', async () => {
  const bySqlite = groupCommit({ db, retry: async (work) => work(), makeDurable: null });
  const setting = await bySqlite(() => db.prepare('PRAGMA synchronous').get());
  expect(setting).toEqual({ synchronous: 2 });
});
