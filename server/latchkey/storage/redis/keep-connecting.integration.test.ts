import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { redisMissing, startRedis } from '../testing/redis-server.ts';
import { keepConnecting } from './keep-connecting.ts';

test.skipIf(redisMissing() !== null)(
  'a connection that ioredis has given up is made again, until it is meant',
  async () => {
    const server = await startRedis();
    onTestFinished(server.stop);
    const redis = new Redis(server.url, { lazyConnect: true });
    const stop = keepConnecting(redis);
    await redis.connect();

    redis.disconnect();
    await expect.poll(() => redis.status, { timeout: 20_000 }).toBe('end');
    await expect.poll(() => redis.status, { timeout: 20_000 }).toBe('ready');

    stop();
    redis.disconnect();
    await expect.poll(() => redis.status, { timeout: 20_000 }).toBe('end');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(redis.status).toBe('end');
  },
);
