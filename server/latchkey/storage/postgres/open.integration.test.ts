import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../time/time.ts';
import type { OpenStorage } from '../driver.ts';
import { FORMAT } from '../format.ts';
import { key } from '../key.ts';
import { openStorage } from '../open.ts';
import { startLink } from '../testing/link.ts';
import { type PostgresServer, postgresMissing, startPostgres } from '../testing/postgres-server.ts';

const missing = postgresMissing();
/** A connection is given up after two seconds of silence; a busy machine may take a few times as long. */
const patience = { timeout: 20_000 };
const monotonic = () => performance.now();

describe.skipIf(missing !== null)(missing ?? 'PostgreSQL', () => {
  let server: PostgresServer;
  const open = (url: string) => openStorage(url, { clock: systemClock, monotonic });
  const database = () => server.database();
  const on = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  test('servers that start at once make the tables once', async () => {
    const url = await database();
    const opened = await Promise.all(Array.from({ length: 5 }, () => open(url)));
    const [first] = opened;
    expect(await first?.store.get(key('format'))).toMatchObject({ format: FORMAT });
    for (const { store } of opened) await store.close();
  });

  test('a user that may only read and write rows is enough once the tables are there', async () => {
    const url = await database();
    await (await open(url)).store.close();
    await on(url, async (client) => {
      await client.query(
        'CREATE ROLE tenant LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tenant',
      );
    });
    const { store } = await open(url.replace('latchkey@', 'tenant@'));
    expect(await store.compareAndSet(key('a'), null, { n: 1 }, { expiresAt: null, publish: 'a' })).toBe(true);
    await store.close();
  });

  test('what a newer release has written is refused, and left as it is', async () => {
    const url = await database();
    await (await open(url)).store.close();
    const newer = '{"format":99,"release":"9.8.7"}';
    await on(url, (client) => client.query("UPDATE latchkey SET value = $1 WHERE key = 'format'", [newer]));
    await expect(open(url)).rejects.toThrow(/written by Latchkey 9\.8\.7 in format 99/);
    const { rows } = await on(url, (client) =>
      client.query("SELECT value FROM latchkey WHERE key = 'format'"),
    );
    expect(rows).toEqual([{ value: newer }]);
  });

  test('one that is not there, or has no such database, says so in one line', async () => {
    await expect(open('postgres://127.0.0.1:1/latchkey')).rejects.toThrow(
      /^PostgreSQL at 127\.0\.0\.1:1 can not be reached: connect ECONNREFUSED.*\. Is it running/,
    );
    await expect(open(server.url.replace(/postgres$/, 'nowhere'))).rejects.toThrow(
      /database "nowhere" does not exist/,
    );
  });

  test('settings that may lose sessions are doubtful', async () => {
    const url = await database();
    const first = await open(url);
    expect(first.doubts).toEqual([expect.stringContaining('Set fsync on')]);
    await first.store.close();
  });

  test('a rotation touches no index', async () => {
    const url = await database();
    const { store } = await open(url);
    const [at, expiresAt] = [key('session', 'a'), { expiresAt: 90 * 86_400_000 }];
    let record = { n: 0 };
    await store.compareAndSet(at, null, record, {
      expiresAt: (systemClock() + expiresAt.expiresAt) as never,
    });
    const until = (systemClock() + expiresAt.expiresAt) as never;
    for (let n = 1; n <= 20; n += 1) {
      expect(await store.compareAndSet(at, record, { n }, { expiresAt: until })).toBe(true);
      record = { n };
    }
    await store.close();
    const counted = () =>
      on(url, async (client) => {
        const { rows } = await client.query(
          "SELECT n_tup_upd::int AS updated, n_tup_hot_upd::int AS hot FROM pg_stat_user_tables WHERE relname = 'latchkey'",
        );
        return rows[0] as { updated: number; hot: number };
      });
    await expect.poll(async () => (await counted()).updated, patience).toBeGreaterThanOrEqual(20);
    const { updated, hot } = await counted();
    // The minute to which the end is rounded may turn once meanwhile.
    expect(updated - hot).toBeLessThanOrEqual(2);
  });

  test.each(['silent', 'cut'])(
    'connections that are %s are given up, and the storage is asked and believed again',
    async (how) => {
      const url = await database();
      const link = await startLink(server.port);
      const elsewhere = await open(url);
      const here: OpenStorage = await open(url.replace(String(server.port), String(link.port)));
      const heard: (string | null)[] = [];
      here.invalidation.onInvalidate((id) => void heard.push(id));
      const answers = () =>
        here.store.put(key('trial'), {}, null).then(
          () => true,
          () => false,
        );
      await expect.poll(() => here.invalidation.trusted(), patience).toBe(true);
      expect(await answers()).toBe(true);

      if (how === 'silent') link.silence();
      else link.cut();
      await expect.poll(() => here.invalidation.trusted(), patience).toBe(false);
      if (how === 'cut') expect(await answers()).toBe(false);
      link.mend();
      await expect.poll(() => here.invalidation.trusted(), patience).toBe(true);
      await expect.poll(answers, patience).toBe(true);
      expect(heard).toContain(null);
      const id = randomUUID();
      await elsewhere.store.compareAndSet(key('session', id), null, { id }, { expiresAt: null, publish: id });
      await expect.poll(() => heard.includes(id), patience).toBe(true);

      await here.store.close();
      await elsewhere.store.close();
      await link.close();
    },
  );
});
