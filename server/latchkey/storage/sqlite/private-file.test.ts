import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../time/time.ts';
import { key } from '../key.ts';
import { openStorage } from '../open.ts';

describe.skipIf(process.platform === 'win32')('the data file', () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'latchkey-private-'));
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));

  const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
  /** The modes of the data file and of what SQLite keeps beside it, while it is in use. */
  const modesInUse = async (path: string) => {
    const options = { clock: systemClock, monotonic: () => performance.now() };
    const { store } = await openStorage(`sqlite:${path}`, options);
    try {
      await store.put(key('account', 'ada'), { password: 'hash' }, null);
      return await Promise.all(['', '-wal', '-shm'].map((suffix) => mode(path + suffix)));
    } finally {
      await store.close();
    }
  };

  test('and its folder are made for their owner alone', async () => {
    const folder = join(parent, 'made', 'here');
    expect(await modesInUse(join(folder, 'latchkey.db'))).toEqual(['600', '600', '600']);
    expect(await mode(folder)).toBe('700');
  });

  test('of an earlier version is closed to others, with what a killed server left beside it', async () => {
    const path = join(parent, 'latchkey.db');
    for (const suffix of ['', '-wal', '-shm']) {
      await writeFile(path + suffix, '');
      await chmod(path + suffix, 0o644);
    }
    expect(await modesInUse(path)).toEqual(['600', '600', '600']);
  });

  test('leaves a folder as it is that was there before', async () => {
    const folder = join(parent, 'shared');
    await mkdir(folder);
    await chmod(folder, 0o755);
    await modesInUse(join(folder, 'latchkey.db'));
    expect(await mode(folder)).toBe('755');
  });
});
