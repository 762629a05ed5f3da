import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { millis, systemClock } from '../../time/time.ts';
import type { OpenStorage } from '../driver.ts';
import { key } from '../key.ts';
import { openStorage } from '../open.ts';

describe('while another process holds the SQLite file', () => {
  let folder: string;
  let storage: OpenStorage;
  let other: DatabaseSync;
  let time = 0;
  /** Milliseconds by which time goes on whenever somebody looks at it. */
  let passesPerLook = 0;
  const at = key('account', 'ada');
  const gone = key('account', 'bob');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-held-'));
    const path = join(folder, 'test.db');
    passesPerLook = 0;
    storage = await openStorage(`sqlite:${path}`, {
      clock: systemClock,
      monotonic: () => {
        time += passesPerLook;
        return time;
      },
    });
    await storage.store.put(gone, { n: 0 }, null);
    other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
  });
  afterEach(async () => {
    other.close();
    await storage.store.close();
    await rm(folder, { recursive: true, force: true });
  });

  // All of it happens on one thread: if one of them waited in place, nobody could ever let go.
  test('writes wait for it, and it is let go meanwhile', async () => {
    const { store } = storage;
    const writes = Promise.all([
      store.put(at, { n: 1 }, null),
      store.claim(key('claimed'), millis(systemClock() + 60_000)),
      store.addMember(key('set'), 'member'),
      store.remove(gone),
      store.ping(),
    ]);
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setTimeout(resolve, 25));
    other.exec('COMMIT');
    expect((await writes)[1]).toBe(true);
    expect(await store.getMany([at, gone])).toEqual([{ n: 1 }, null]);
    expect(await store.members(key('set'))).toEqual(['member']);
  });

  test('reads and what is remembered go on as ever', async () => {
    expect(await storage.store.get(gone)).toEqual({ n: 0 });
    expect(storage.invalidation.trusted()).toBe(true);
  });

  test('for too long, writes are answered with when to ask again', async () => {
    passesPerLook = 1_000;
    await expect(storage.store.put(at, { n: 1 }, null)).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
    other.exec('COMMIT');
    await storage.store.put(at, { n: 2 }, null);
    expect(await storage.store.get(at)).toEqual({ n: 2 });
  });
});
