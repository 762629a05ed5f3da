import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStorage } from '../storage/open.ts';
import type { Store } from '../storage/store.ts';
import { type RedisServer, redisMissing, startRedis } from '../storage/testing/redis-server.ts';
import { systemClock } from '../time/time.ts';
import { createKnownDevices } from './known-devices.ts';
import type { LimiterBackend } from './limiter.ts';
import { createRateLimits, type RateLimits } from './limits.ts';
import { codeOf, openOptions, owner, right, thief, triesAllowed, wrong } from './testing/attempts.ts';

const missing = redisMissing();
describe.skipIf(missing !== null)(
  `on several servers${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let redis: RedisServer;
    const closing: Store[] = [];

    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(async () => {
      await Promise.all(closing.map((store) => store.close()));
      await redis.stop();
    });

    async function server(): Promise<RateLimits> {
      const opened = await openStorage(redis.url, openOptions);
      if (opened.type !== 'redis') throw new Error('not a Redis');
      closing.push(opened.store);
      const backend: LimiterBackend = { type: 'redis', redis: opened.redis };
      return createRateLimits({ backend, known: createKnownDevices(opened.store, systemClock), scale: 1 });
    }

    test('counts guesses together, also those that come at once', async () => {
      const [one, two] = await Promise.all([server(), server()]);
      const guesses = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? one : two));
      const codes = await Promise.all(
        guesses.map((rateLimits) => codeOf(rateLimits.limitPasswordAttempt(thief, wrong))),
      );
      expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(10);
    });

    test('knows a device on every server', async () => {
      const [one, two] = await Promise.all([server(), server()]);
      await one.limitPasswordAttempt({ ...owner, account: 'bob' }, right);
      await triesAllowed(two, { ...thief, account: 'bob', address: owner.address }, 12);
      expect(await codeOf(two.limitPasswordAttempt({ ...owner, account: 'bob' }, right))).toBe('ok');
    });

    test('answers that the storage is out, when it is', async () => {
      const cut = await startRedis();
      const opened = await openStorage(cut.url, openOptions);
      if (opened.type !== 'redis') throw new Error('not a Redis');
      const backend: LimiterBackend = { type: 'redis', redis: opened.redis };
      const rateLimits = createRateLimits({
        backend,
        known: createKnownDevices(opened.store, systemClock),
        scale: 1,
      });
      await cut.stop();
      expect(await codeOf(rateLimits.consumeChallenge('192.0.2.1'))).toBe('storage_unavailable');
      await opened.store.close();
    });
  },
);
