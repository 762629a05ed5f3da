import type { Redis } from 'ioredis';
import type { Atomic } from './atomic.ts';

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
    redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3])
  end
  if ARGV[4] ~= '' then redis.call('PUBLISH', '${CHANNEL}', ARGV[4]) end
  return 1
`;

interface Scripted {
  latchkeyCas(
    key: string,
    expected: string,
    next: string,
    expiresAt: string,
    publish: string,
  ): Promise<number>;
}

export function redisAtomic(redis: Redis): Atomic {
  redis.defineCommand('latchkeyCas', { numberOfKeys: 1, lua: COMPARE_AND_SET });
  const scripted = redis as unknown as Scripted;
  const name = (key: string) => `${PREFIX}:${key}`;
  const set = (key: string) => `${PREFIX}:set:${key}`;

  return {
    getMany: (keys) => redis.mget(keys.map(name)),
    async put(key, value, expiresAt) {
      if (expiresAt === null) await redis.set(name(key), value);
      else await redis.set(name(key), value, 'PXAT', expiresAt);
    },
    async compareAndSet(key, expected, next, expiresAt, publish) {
      const expiry = expiresAt === null ? '' : String(expiresAt);
      return (await scripted.latchkeyCas(name(key), expected ?? '', next, expiry, publish ?? '')) === 1;
    },
    async claim(key, expiresAt) {
      return (await redis.set(name(key), '{}', 'PXAT', expiresAt, 'NX')) === 'OK';
    },
    async addMember(key, member) {
      await redis.sadd(set(key), member);
    },
    async removeMember(key, member) {
      await redis.srem(set(key), member);
    },
    async members(key) {
      return redis.smembers(set(key));
    },
    async sweep() {
      return 0;
    },
    async ping() {
      await redis.ping();
    },
  };
}
