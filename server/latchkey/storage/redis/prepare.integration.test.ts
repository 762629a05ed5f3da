import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../time/time.ts';
import { openStorage } from '../open.ts';
import { startSentinels } from '../testing/redis-sentinels.ts';
import { type RedisServer, redisMissing, startRedis } from '../testing/redis-server.ts';

const missing = redisMissing();
const open = (url: string) => openStorage(url, { clock: systemClock, monotonic: () => performance.now() });

describe.skipIf(missing !== null)(missing ?? 'a Redis at the start', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeEach(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
  });
  afterEach(async () => {
    redis.disconnect();
    await server.stop();
  });

  const as = (user: string) => server.url.replace('//', `//${user}:secret@`);
  const grant = (...rights: string[]) => redis.acl('SETUSER', 'tenant', 'reset', 'on', '>secret', ...rights);

  test.each([
    ['announcements', '~latchkey:*', 'resetchannels', '+@all'],
    ['its own keys', '~other:*', '&*', '+@all'],
    ['sets', '~latchkey:*', '&latchkey:*', '+@all', '-sadd'],
    ['scripts', '~latchkey:*', '&latchkey:*', '+@all', '-eval'],
    ['the counters of the limits', '~latchkey:*', '&latchkey:*', '+@all', '-incrby'],
  ])('whose user has no right to %s is refused with the rights that it needs', async (_, ...rights) => {
    await grant(...rights);
    await expect(open(as('tenant'))).rejects.toThrow(
      /may not do all.*(?:NOPERM|can't run this command).*Give it: ~latchkey:\* &latchkey:\*/,
    );
  });

  test('whose user has the rights that are named there is used', async () => {
    await grant(
      '~latchkey:*',
      '&latchkey:*',
      '+@connection',
      '+@read',
      '+@write',
      '+@scripting',
      '+@pubsub',
      '+info',
    );
    const { store, invalidation } = await open(as('tenant'));
    await store.ping();
    await expect.poll(() => invalidation.trusted(), { timeout: 20_000 }).toBe(true);
    await store.close();
  });

  test('that does not take the password says so', async () => {
    await grant('+@all');
    const url = server.url.replace('//', '//tenant:wrong@');
    await expect(open(url)).rejects.toThrow(/can not be reached: WRONGPASS.*\. Is it running/);
    await redis.config('SET', 'requirepass', 'secret');
    await expect(open(server.url)).rejects.toThrow(/can not be reached: NOAUTH/);
  });

  test('that is a replica is refused', async () => {
    const replica = await startRedis({ settings: ['--replicaof', '127.0.0.1', String(server.port)] });
    await expect(open(replica.url)).rejects.toThrow(/read-only replica/);
    await replica.stop();
  });

  test('that is part of a Cluster is refused', async () => {
    const node = await startRedis({ settings: ['--cluster-enabled', 'yes'] });
    await expect(open(node.url)).rejects.toThrow(/part of a Cluster/);
    await node.stop();
  });

  test('that is to be asked for at Sentinels which know no such primary says where', async () => {
    const sentinels = await startSentinels(server.port);
    const other = sentinels.url.replace(/main$/, 'other');
    await expect(open(other)).rejects.toThrow(
      /Redis at 127.0.0.1:\d+, .* \(Sentinel, other\) can not be reached/,
    );
    await sentinels.stop();
    await expect(open(sentinels.url)).rejects.toThrow(/can not be reached: All sentinels are unreachable/);
  });

  test('that a newer release has written is refused', async () => {
    await redis.set('latchkey:format', '{"format":99,"release":"9.8.7"}');
    await expect(open(server.url)).rejects.toThrow(/written by Latchkey 9\.8\.7 in format 99/);
  });
});
