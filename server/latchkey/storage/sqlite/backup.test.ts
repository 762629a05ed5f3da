import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../time/time.ts';
import { key } from '../key.ts';
import { openStorage } from '../open.ts';
import { backUpSqlite } from './backup.ts';

const open = (path: string) =>
  openStorage(`sqlite:${path}`, { clock: systemClock, monotonic: () => performance.now() });

test('a file that is written to is copied as it is at one moment, for its owner alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-backup-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [from, to] = [join(folder, 'latchkey.db'), join(folder, 'copy.db')];
  const { store } = await open(from);
  let written = 0;
  let copied = false;
  const writing = (async () => {
    while (!copied) await store.put(key('n', String(written++)), { n: written }, null);
  })();
  await expect.poll(() => written).toBeGreaterThan(20);
  const before = written - 1;
  await backUpSqlite(from, to);
  copied = true;
  await writing;
  await store.close();

  expect((await stat(to)).mode & 0o777).toBe(0o600);
  const copy = await open(to);
  const keys = Array.from({ length: before }, (_, n) => key('n', String(n)));
  expect((await copy.store.getMany(keys)).filter((record) => record === null)).toEqual([]);
  await copy.store.close();
  await expect(backUpSqlite(from, to)).rejects.toThrow(/can not be written: EEXIST/);
});
