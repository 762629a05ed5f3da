import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { postgresMissing, redisMissing, startPostgres, startRedis } from 'latchkey-server/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from './testing/free-port.ts';
import { HonestDevice, newExperience } from './testing/honest-device.ts';
import { Server } from './testing/server.ts';
import { until } from './testing/until.ts';

const KILLS = 8;
const DEVICES = 10;
const SECOND = 1000;

const kinds = [
  { name: 'SQLite', missing: null, place: async () => ({}) },
  { name: 'PostgreSQL', missing: postgresMissing(), place: onPostgres },
  { name: 'Redis', missing: redisMissing(), place: onRedis },
];

describe.each(kinds)('a server on $name', ({ name, missing, place }) => {
  test.skipIf(missing !== null)(
    'that is killed 8 times in the middle of rotations loses no session',
    async () => {
      const port = await freePort();
      const server = await Server.create(port, {
        ...(await place()),
        LATCHKEY_RATE_LIMIT_SCALE: '1000',
        LATCHKEY_LOG_LEVEL: 'info',
      });
      onTestFinished(() => server.discard());
      const met = newExperience();
      const devices = await Promise.all(
        Array.from({ length: DEVICES }, (_, n) => HonestDevice.register(server.url, `person-${n}`, met)),
      );

      let alive = true;
      const lives = devices.map(async (device) => {
        while (alive) await device.refresh();
      });
      let healed = 0;
      for (let kill = 0; kill < KILLS; kill += 1) {
        // Some rotations in, and with others under way.
        const enough = met.refreshes + randomInt(1, 40);
        await until('the server rotates', () => met.refreshes >= enough);
        healed += await server.count('latchkey_refresh_total', { outcome: 'healed' });
        await delay(randomInt(0, 30));
        await server.stop('SIGKILL');
        await server.start();
      }
      alive = false;
      await Promise.all(lives);
      for (const device of devices) await device.read();

      console.log(
        `${name}: ${met.refreshes} refreshes around ${KILLS} kills, ${met.waits} requests sent again`,
      );
      expect(met.wrong).toEqual([]);
      // A client never came with a generation that the storage had forgotten: each answer was durable first.
      expect(healed + (await server.count('latchkey_refresh_total', { outcome: 'healed' }))).toBe(0);
    },
    300 * SECOND,
  );
});

async function onPostgres() {
  const postgres = await startPostgres();
  onTestFinished(postgres.stop);
  return { LATCHKEY_STORAGE: await postgres.database() };
}

async function onRedis() {
  const redis = await startRedis();
  onTestFinished(redis.stop);
  return { LATCHKEY_STORAGE: redis.url };
}
