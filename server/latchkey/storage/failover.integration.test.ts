import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../time/time.ts';
import { key } from './key.ts';
import { openStorage } from './open.ts';
import { startLink } from './testing/link.ts';
import { postgresMissing, startPostgres } from './testing/postgres-server.ts';
import { redisMissing, startRedis } from './testing/redis-server.ts';

const open = (url: string) => openStorage(url, { clock: systemClock, monotonic: () => performance.now() });
const noRedis = redisMissing();
const noPostgres = postgresMissing();
/** A failover has to be over in five seconds. */
const over = { timeout: 5_000, interval: 50 };

test.skipIf(noRedis !== null)(
  'a primary of Redis that becomes a replica is left for the new one within seconds',
  async () => {
    // Without it a primary waits five seconds for further replicas.
    const atOnce = ['--repl-diskless-sync-delay', '0'];
    const first = await startRedis({ settings: atOnce });
    const second = await startRedis({
      settings: [...atOnce, '--replicaof', '127.0.0.1', String(first.port)],
    });
    const link = await startLink(first.port);
    const [old, next] = [new Redis(first.url), new Redis(second.url)];
    const { store, invalidation } = await open(`redis://127.0.0.1:${link.port}`);
    onTestFinished(async () => {
      await store.close();
      old.disconnect();
      next.disconnect();
      await link.close();
      await second.stop();
      await first.stop();
    });
    const written = () =>
      store.ping().then(
        () => true,
        () => false,
      );
    await store.put(key('session', 'a'), { n: 1 }, null);
    await expect.poll(() => next.get('latchkey:session:a'), over).toBe('{"n":1}');

    await next.replicaof('NO', 'ONE');
    link.lead(second.port);
    await old.replicaof('127.0.0.1', String(second.port));
    expect(await written()).toBe(false);
    await expect.poll(written, over).toBe(true);
    await expect.poll(() => invalidation.trusted(), over).toBe(true);
    expect(await store.compareAndSet(key('session', 'a'), { n: 1 }, { n: 2 }, { expiresAt: null })).toBe(
      true,
    );
    expect(await next.get('latchkey:session:a')).toBe('{"n":2}');
  },
);

test.skipIf(noPostgres !== null)(
  'a PostgreSQL that crashes and comes back is used again within seconds, with all that was answered for',
  async () => {
    const server = await startPostgres();
    const { store, invalidation } = await open(await server.database());
    onTestFinished(async () => {
      await store.close();
      await server.stop();
    });
    await store.put(key('session', 'a'), { n: 1 }, null);
    await server.crash();
    await expect(store.get(key('session', 'a'))).rejects.toMatchObject({ code: 'storage_unavailable' });
    await expect.poll(() => invalidation.trusted(), over).toBe(false);

    await server.start();
    const read = () => store.get(key('session', 'a')).catch(() => 'out of reach');
    await expect.poll(read, over).toEqual({ n: 1 });
    await expect.poll(() => invalidation.trusted(), over).toBe(true);
  },
);
