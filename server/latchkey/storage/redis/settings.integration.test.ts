import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RedisServer, redisMissing, startRedis } from '../testing/redis-server.ts';
import { doubtfulSettings } from './settings.ts';

const missing = redisMissing();

describe.skipIf(missing !== null)(missing ?? 'settings of Redis', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  test.each(['allkeys-lru', 'volatile-ttl'])('with which it may evict (%s) are doubtful', async (policy) => {
    await redis.config('SET', 'appendonly', 'yes');
    await redis.config('SET', 'maxmemory-policy', policy);
    expect(await doubtfulSettings(redis)).toEqual([
      expect.stringMatching(`${policy}.*Set maxmemory-policy noeviction`),
    ]);
  });

  test('with which it keeps writes in memory alone are doubtful', async () => {
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    await redis.config('SET', 'appendonly', 'no');
    expect(await doubtfulSettings(redis)).toEqual([expect.stringContaining('Set appendonly yes')]);
  });

  test('as they should be are not', async () => {
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    await redis.config('SET', 'appendonly', 'yes');
    expect(await doubtfulSettings(redis)).toEqual([]);
  });

  test('that it keeps to itself are not spoken of', async () => {
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await redis.acl('SETUSER', 'tenant', 'on', '>secret', '~*', '&*', '+@all', '-config');
    const tenant = new Redis(server.url, { username: 'tenant', password: 'secret' });
    expect(await doubtfulSettings(tenant)).toEqual([]);
    tenant.disconnect();
  });
});
