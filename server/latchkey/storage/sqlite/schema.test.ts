import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../time/time.ts';
import { FORMAT } from '../format.ts';
import { key } from '../key.ts';
import { openStorage } from '../open.ts';

let folder: string;
let path: string;
const open = () => openStorage(`sqlite:${path}`, { clock: systemClock, monotonic: () => performance.now() });
const inFile = <T>(work: (db: DatabaseSync) => T): T => {
  const db = new DatabaseSync(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
};
const columns = () =>
  inFile((db) =>
    db
      .prepare('SELECT name FROM pragma_table_info(?)')
      .all('latchkey')
      .map(({ name }) => name),
  );
const rows = () =>
  inFile((db) => db.prepare('SELECT key, value, expires_at FROM latchkey ORDER BY key').all());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-format-'));
  path = join(folder, 'latchkey.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file of the first format is moved up with all that is in it', async () => {
  copyFileSync(join(import.meta.dirname, '../testing/fixtures/format-1.db'), path);
  const before = rows();
  expect(before.length).toBeGreaterThan(5);
  expect(columns()).toContain('blob');

  for (let start = 0; start < 2; start += 1) {
    const { store } = await open();
    expect(await store.get(key('format'))).toMatchObject({ format: FORMAT });
    await store.close();
    expect(columns()).toEqual(['key', 'value', 'expires_at']);
    expect(rows().filter((row) => row.key !== 'format')).toEqual(before);
  }
});

test('a file of a newer format is refused, and left as it is', async () => {
  await (await open()).store.close();
  inFile((db) =>
    db
      .prepare('UPDATE latchkey SET value = ? WHERE key = ?')
      .run('{"format":99,"release":"9.8.7"}', 'format'),
  );
  const before = rows();
  await expect(open()).rejects.toThrow(/^The storage was written by Latchkey 9\.8\.7 in format 99/);
  expect(rows()).toEqual(before);
});
