import type { Redis } from 'ioredis';
import unstorageRedis from 'unstorage/drivers/redis';
import { StartError } from '../../errors/start-error.ts';
import type { OpenOptions, OpenStorage } from '../driver.ts';
import { unstorageStore } from '../unstorage-store.ts';
import { redisCacheInvalidation } from './cache-invalidation.ts';
import { PREFIX, redisDriver } from './driver.ts';

const COMMAND_TIMEOUT_MS = 2000;
const CONNECT_TIMEOUT_MS = 2000;
const RECONNECT_MAX_MS = 500;
/** An end that nobody confirms is not waited for any longer: the other side may have vanished. */
const DISCONNECT_TIMEOUT_MS = 100;

/** Several servers on one Redis. A command fails at once while the connection is away: the caller answers 503. */
export async function openRedis(url: string, options: OpenOptions): Promise<OpenStorage> {
  const driver = unstorageRedis({
    url,
    base: PREFIX,
    lazyConnect: true,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    retryStrategy: (attempt: number) => Math.min(attempt * 50, RECONNECT_MAX_MS),
  });
  const redis = driver.getInstance?.() as Redis;
  // Without a listener ioredis' error events would end the process; each failed command reports by itself.
  redis.on('error', () => {});
  await connected(redis, url);

  const { invalidation, close } = redisCacheInvalidation(redis, options.monotonic);
  const store = unstorageStore({
    ...redisDriver(driver, redis, options.clock),
    dispose() {
      close();
      redis.disconnect();
    },
  });
  return { kind: 'redis', store, invalidation, redis };
}

async function connected(redis: Redis, url: string): Promise<void> {
  try {
    await redis.connect();
    await redis.ping();
  } catch (cause) {
    redis.disconnect();
    const { host } = new URL(url);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(
      `Redis at ${host} can not be reached: ${reason}. Is it running, and is LATCHKEY_STORAGE right?`,
      {
        cause,
      },
    );
  }
}
