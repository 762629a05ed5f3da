import type { Redis } from 'ioredis';
import unstorageRedis from 'unstorage/drivers/redis';
import { StartError } from '../../errors/start-error.ts';
import type { OpenOptions, OpenStorage } from '../driver.ts';
import { reasonOf } from '../reason-of.ts';
import { unstorageStore } from '../unstorage-store.ts';
import { redisCacheInvalidation } from './cache-invalidation.ts';
import { PREFIX, redisDriver } from './driver.ts';
import { keepConnecting } from './keep-connecting.ts';
import { placeOf, type RedisPlace } from './place.ts';
import { prepareRedis } from './prepare.ts';
import { doubtfulSettings } from './settings.ts';

const COMMAND_TIMEOUT_MS = 2000;
const CONNECT_TIMEOUT_MS = 2000;
const RECONNECT_MAX_MS = 500;
/** An end that nobody confirms is not waited for any longer: the other side may have vanished. */
const DISCONNECT_TIMEOUT_MS = 100;

/**
 * Several servers on one Redis. A command fails at once while the connection is away: the caller answers 503. A Redis
 * that has become a replica is left for the one that now has its name, or that the Sentinels name.
 */
export async function openRedis(url: string, options: OpenOptions): Promise<OpenStorage> {
  const place = placeOf(url);
  const connected = unstorageRedis({
    ...place.options,
    base: PREFIX,
    lazyConnect: true,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    retryStrategy: (attempt: number) => Math.min(attempt * 50, RECONNECT_MAX_MS),
    reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
  });
  const redis = connected.getInstance?.() as Redis;
  await ready(redis, place);
  place.started();
  const letGo = keepConnecting(redis);
  const doubts = await doubtfulSettings(redis);

  const { invalidation, close } = redisCacheInvalidation(redis, options.monotonic);
  const driver = {
    ...redisDriver(connected, redis, options.clock),
    dispose() {
      close();
      letGo();
      redis.disconnect();
    },
  };
  const store = unstorageStore(driver, options.clock);
  return { type: 'redis', store, invalidation, doubts, redis };
}

async function ready(redis: Redis, place: RedisPlace): Promise<void> {
  // The command that fails is only told that the connection is closed. And without a listener these events would end
  // the process; afterwards each failed command reports by itself.
  let last: unknown;
  redis.on('error', (error) => {
    last = error;
  });
  try {
    await redis.connect();
    await redis.ping();
    await prepareRedis(redis);
  } catch (cause) {
    redis.disconnect();
    if (cause instanceof StartError) throw cause;
    const reason = reasonOf(last ?? cause);
    throw new StartError(
      `Redis at ${place.shown} can not be reached: ${reason}. Is it running, and is LATCHKEY_STORAGE right?`,
      { cause },
    );
  }
}
