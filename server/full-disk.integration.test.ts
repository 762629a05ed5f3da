import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { postgresMissing, redisMissing, startPostgres, startRedis } from 'latchkey-server/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from './testing/free-port.ts';
import { HonestDevice, newExperience } from './testing/honest-device.ts';
import { Server } from './testing/server.ts';
import { smallDiskMissing, startSmallDisk } from './testing/small-disk.ts';
import { until } from './testing/until.ts';

const DEVICES = 5;
/** No request may hang; a busy machine may take a while over one. */
const ANSWERED_MS = 10_000;
const missing = smallDiskMissing();

interface Kind {
  readonly name: string;
  readonly missing: string | null;
  /** @returns where to keep things on this disk, as in LATCHKEY_STORAGE */
  readonly on: (folder: string) => Promise<string>;
}

const kinds: readonly Kind[] = [
  { name: 'SQLite', missing, on: async (folder) => `sqlite:${join(folder, 'latchkey.db')}` },
  { name: 'PostgreSQL', missing: missing ?? postgresMissing(), on: postgresOn },
  { name: 'Redis', missing: missing ?? redisMissing(), on: redisOn },
];

describe.each(kinds)('a disk that is full under $name and the log', ({ missing: reason, on }) => {
  test.skipIf(reason !== null)(
    'hangs nothing and signs nobody out; all goes on when there is room again, and it stops when told to',
    async () => {
      const disk = await startSmallDisk();
      onTestFinished(disk.remove);
      const log = join(disk.folder, 'server.log');
      const settings = {
        LATCHKEY_STORAGE: await on(disk.folder),
        LATCHKEY_RATE_LIMIT_SCALE: '1000',
        LATCHKEY_LOG_LEVEL: 'info',
      };
      const server = await Server.create(await freePort(), settings, { log });
      onTestFinished(() => server.discard());
      const met = newExperience();
      const devices = await Promise.all(
        Array.from({ length: DEVICES }, (_, n) => HonestDevice.register(server.url, `person-${n}`, met)),
      );
      let goesOn = true;
      const lives = devices.map(async (device) => {
        while (goesOn) {
          await device.refresh();
          await device.read();
          await delay(10);
        }
      });
      const works = async () => {
        const enough = met.refreshes + 4 * DEVICES;
        await until('people refresh', () => met.refreshes >= enough);
      };
      await works();

      await disk.fill();
      await until('it says that it can not write', async () => (await answered(server, '/readyz')) === 503);
      const waits = met.waits;
      await until('people are told to wait', () => met.waits > waits + 4 * DEVICES);
      expect(await answered(server, '/readyz')).toBe(503);
      expect(await answered(server, '/healthz')).toBe(200);

      await disk.free();
      await until('it says that it can write', async () => (await answered(server, '/readyz')) === 200);
      await works();
      await until('it has written so', async () =>
        (await readFile(log, 'utf8')).includes('the storage is back'),
      );
      goesOn = false;
      await Promise.all(lives);
      expect(met.wrong).toEqual([]);
      expect(await server.count('latchkey_failure_total', { code: 'internal' })).toBe(0);

      await disk.fill();
      expect(await server.stop()).toBe(0);
    },
  );
});

const answered = async ({ url }: Server, path: string) =>
  (await fetch(url + path, { signal: AbortSignal.timeout(ANSWERED_MS) })).status;

async function postgresOn(folder: string): Promise<string> {
  const postgres = await startPostgres();
  onTestFinished(postgres.stop);
  return postgres.database(folder);
}

/** It logs its writes, to a file that it can not do without. */
async function redisOn(folder: string): Promise<string> {
  const redis = await startRedis({ settings: ['--appendonly', 'yes', '--dir', folder] });
  onTestFinished(redis.stop);
  return redis.url;
}
