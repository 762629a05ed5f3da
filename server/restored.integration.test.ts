import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import {
  postgresMissing,
  postgresProgram,
  redisMissing,
  startPostgres,
  startRedis,
  TestClient,
} from 'latchkey-server/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from './testing/free-port.ts';
import { outsideSettings } from './testing/outside-settings.ts';
import { Server } from './testing/server.ts';
import { workingFolder } from './testing/working-folder.ts';

const run = promisify(execFile);

/** A storage as an operator keeps it. */
interface Kept {
  /** As in LATCHKEY_STORAGE. */
  readonly url: string;
  /** While the server runs. */
  backUp(): Promise<void>;
  /** While it does not. @returns where the backup is now, as in LATCHKEY_STORAGE */
  restore(): Promise<string>;
}

const kinds = [
  { name: 'SQLite', missing: null, keep: keepSqlite },
  { name: 'PostgreSQL', missing: postgresMissing(), keep: keepPostgres },
  { name: 'Redis', missing: redisMissing(), keep: keepRedis },
];

describe.each(kinds)('a backup of $name that is restored', ({ missing, keep }) => {
  test.skipIf(missing !== null)(
    'signs out nobody who was there, undoes what came after it, and can be ended for everybody',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'latchkey-restored-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      const kept = await keep(folder);
      const settings = { LATCHKEY_STORAGE: kept.url, LATCHKEY_DATA: folder, LATCHKEY_LOG_LEVEL: 'info' };
      const server = await Server.create(await freePort(), settings);
      onTestFinished(() => server.discard());
      const [ada, bob, cid] = await Promise.all(['', '', ''].map(() => TestClient.of(server.url)));
      if (ada === undefined || bob === undefined || cid === undefined) throw new Error('three were made');
      await ada.signedUp('ada');
      const { access_token: token } = await bob.signedUp('bob');

      await kept.backUp();
      for (let n = 0; n < 3; n += 1) {
        const { access_token: own } = await (await ada.refresh()).json();
        expect((await ada.call('/api/me', { method: 'GET', token: own })).status).toBe(200);
      }
      const cookieOfBob = bob.cookie;
      expect((await bob.call('/auth/logout', { json: {}, token })).status).toBe(204);
      await cid.signedUp('cid');

      await server.stop();
      const restored = { ...settings, LATCHKEY_STORAGE: await kept.restore() };
      await server.start(restored);

      expect((await ada.refresh()).status).toBe(200);
      expect((await ada.refresh()).status).toBe(200);
      expect(await server.count('latchkey_refresh_total', { outcome: 'healed' })).toBe(1);
      expect(server.output).toContain('storage-rolled-back');
      // As docs/operating.md says.
      bob.cookie = cookieOfBob;
      expect((await bob.refresh()).status).toBe(200);
      expect((await cid.refresh()).status).toBe(401);

      await admin(restored, 'end-session', '--everybody');
      for (const client of [ada, bob]) {
        await expect.poll(async () => (await client.refresh()).status, { timeout: 10_000 }).toBe(401);
      }
    },
  );
});

const admin = (settings: Readonly<Record<string, string>>, ...args: string[]) =>
  run(process.execPath, ['server/admin.ts', ...args], {
    cwd: workingFolder,
    env: { ...outsideSettings(), ...settings },
  });

async function keepSqlite(folder: string): Promise<Kept> {
  const [file, copy] = [join(folder, 'latchkey.db'), join(folder, 'copy.db')];
  const url = `sqlite:${file}`;
  return {
    url,
    backUp: async () => void (await admin({ LATCHKEY_STORAGE: url, LATCHKEY_DATA: folder }, 'backup', copy)),
    async restore() {
      for (const end of ['', '-wal', '-shm']) await rm(file + end, { force: true });
      await copyFile(copy, file);
      return url;
    },
  };
}

async function keepPostgres(folder: string): Promise<Kept> {
  const postgres = await startPostgres();
  onTestFinished(postgres.stop);
  const url = await postgres.database();
  const dump = join(folder, 'latchkey.dump');
  return {
    url,
    backUp: async () => void (await run(postgresProgram('pg_dump') ?? '', ['-Fc', '-f', dump, url])),
    async restore() {
      const empty = await postgres.database();
      await run(postgresProgram('pg_restore') ?? '', ['-d', empty, dump]);
      return empty;
    },
  };
}

async function keepRedis(folder: string): Promise<Kept> {
  const redis = await startRedis();
  onTestFinished(redis.stop);
  const dump = join(folder, 'dump.rdb');
  return {
    url: redis.url,
    async backUp() {
      const asked = new Redis(redis.url);
      await asked.save();
      const [, place = ''] = (await asked.config('GET', 'dir')) as string[];
      asked.disconnect();
      await copyFile(join(place, 'dump.rdb'), dump);
    },
    async restore() {
      const other = await startRedis({ dump });
      onTestFinished(other.stop);
      return other.url;
    },
  };
}
