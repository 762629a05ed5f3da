import type { Redis } from 'ioredis';
import type { Driver } from 'unstorage';
import type { Clock, Millis } from '../../time/time.ts';
import type { StorageDriver } from '../driver.ts';

/** Everything Latchkey writes to Redis starts with this, so that a server can share one with other programs. */
export const PREFIX = 'latchkey';
/** Where session ends are announced to the other processes. */
export const CHANNEL = `${PREFIX}:ended`;

const COMPARE_AND_SET = `
  local current = redis.call('GET', KEYS[1])
  if ARGV[1] == '' then
    if current then return 0 end
  elseif current ~= ARGV[1] then
    return 0
  end
  if ARGV[3] == '' then
    redis.call('SET', KEYS[1], ARGV[2])
  else
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  end
  if ARGV[4] ~= '' then redis.call('PUBLISH', '${CHANNEL}', ARGV[4]) end
  return 1
`;

interface Scripted {
  latchkeyCas(
    key: string,
    expected: string,
    next: string,
    expiresInMs: string,
    publish: string,
  ): Promise<number>;
}

/**
 * unstorage's Redis driver, with an end for each record: its own `ttl` counts whole seconds.
 *
 * A record lasts for as long as the server means, by counting from the server's own clock: a point in time would
 * be taken by the clock of Redis, and one that is ahead forgets a used proof while it can still be used again.
 */
export function redisDriver(driver: Driver, redis: Redis, clock: Clock): StorageDriver {
  redis.defineCommand('latchkeyCas', { numberOfKeys: 1, lua: COMPARE_AND_SET });
  const scripted = redis as unknown as Scripted;
  const name = (key: string) => `${PREFIX}:${key}`;
  /** Redis takes no time that is over; a millisecond is as good. */
  const msUntil = (expiresAt: Millis) => Math.max(1, Math.ceil(expiresAt - clock()));
  const set = (key: string) => `${PREFIX}:set:${key}`;

  return {
    ...(driver as Driver & Pick<Required<Driver>, 'getItems' | 'removeItem'>),
    async setItem(key, value, { expiresAt }) {
      if (expiresAt === null) await redis.set(name(key), value);
      else await redis.set(name(key), value, 'PX', msUntil(expiresAt));
    },
    async compareAndSet(key, expected, next, { expiresAt, publish }) {
      const expiry = expiresAt === null ? '' : String(msUntil(expiresAt));
      return (await scripted.latchkeyCas(name(key), expected ?? '', next, expiry, publish ?? '')) === 1;
    },
    async claim(key, expiresAt) {
      return (await redis.set(name(key), '{}', 'PX', msUntil(expiresAt), 'NX')) === 'OK';
    },
    async addMember(key, member) {
      await redis.sadd(set(key), member);
    },
    async removeMember(key, member) {
      await redis.srem(set(key), member);
    },
    members: (key) => redis.smembers(set(key)),
    sweep: async () => 0,
  };
}
