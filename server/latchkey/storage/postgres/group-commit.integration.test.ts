import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '../../errors/problem.ts';
import { millis, systemClock } from '../../time/time.ts';
import { key } from '../key.ts';
import { openStorage } from '../open.ts';
import type { Key, Store } from '../store.ts';
import { startLink } from '../testing/link.ts';
import { type PostgresServer, postgresMissing, startPostgres } from '../testing/postgres-server.ts';

const missing = postgresMissing();
const patience = { timeout: 20_000 };
const never = { expiresAt: null };
const inAnHour = () => millis(systemClock() + 3_600_000);

describe.skipIf(missing !== null)(missing ?? 'writes to PostgreSQL that are made at once', () => {
  let server: PostgresServer;
  let url: string;
  let store: Store;
  let beside: pg.Client;
  const opened: Store[] = [];

  const open = async (at = url) => {
    const { store } = await openStorage(at, { clock: systemClock, monotonic: () => performance.now() });
    opened.push(store);
    return store;
  };
  const sessions = async (count: number) => {
    const keys = Array.from({ length: count }, (_, n) => key('session', `s${n}`));
    await Promise.all(keys.map((at) => store.put(at, { n: 0 }, inAnHour())));
    return keys;
  };
  const rotate = (at: Key, from: number, to: number, by = store) =>
    by.compareAndSet(at, { n: from }, { n: to }, { expiresAt: inAnHour() });
  const read = async (at: Key) => (await store.get<{ n: number }>(at))?.n;
  const one = async (statement: string) => (await beside.query(statement)).rows[0];
  const trouble = () =>
    one(`SELECT deadlocks::int, xact_rollback::int AS rolled_back
      FROM pg_stat_database WHERE datname = current_database()`);

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    url = await server.database();
    store = await open();
    beside = new pg.Client({ connectionString: url });
    beside.on('error', () => {});
    await beside.connect();
  });
  afterEach(async () => {
    await beside.end().catch(() => {});
    for (const store of opened.splice(0)) await store.close();
  });

  test('are one commit, and each has its own result', async () => {
    const [a, b, c] = (await sessions(3)) as [Key, Key, Key];
    await store.claim(key('proof', 'used'), inAnHour());
    const transaction = async (at: Key) =>
      (await one(`SELECT xmin::text FROM latchkey WHERE key = '${at}'`))?.xmin;
    const results = await Promise.all([
      rotate(a, 0, 1),
      store.claim(key('proof', 'new'), inAnHour()),
      rotate(b, 7, 8),
      store.claim(key('proof', 'used'), inAnHour()),
      rotate(key('session', 'nowhere'), 0, 1),
      rotate(c, 0, 2),
    ]);
    expect(results).toEqual([true, true, false, false, false, true]);
    expect([await read(a), await read(b), await read(c)]).toEqual([1, 0, 2]);
    expect(await transaction(a)).toBe(await transaction(c));
    expect(await transaction(a)).toBe(await transaction(key('proof', 'new')));
  });

  test('of the same key are made in their order', async () => {
    const [a, b] = (await sessions(2)) as [Key, Key];
    const results = await Promise.all([
      rotate(a, 0, 1),
      rotate(b, 0, 1),
      rotate(a, 1, 2),
      rotate(a, 1, 9),
      store.claim(b, inAnHour()),
      rotate(b, 1, 2),
    ]);
    expect(results).toEqual([true, true, true, false, false, true]);
    expect([await read(a), await read(b)]).toEqual([2, 2]);
    const proof = key('proof', 'p');
    const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim(proof, inAnHour())));
    expect(claims).toEqual([true, ...Array(19).fill(false)]);
  });

  test('last as long as each of them should', async () => {
    const [a, b] = (await sessions(2)) as [Key, Key];
    const minutes = async (at: Key) =>
      (
        await one(
          `SELECT extract(epoch FROM expires_at - now()) / 60 AS left FROM latchkey WHERE key = '${at}'`,
        )
      )?.left;
    const [brief, long] = [key('proof', 'brief'), key('proof', 'long')];
    await Promise.all([
      store.claim(brief, millis(systemClock() + 60_000)),
      store.claim(long, millis(systemClock() + 600_000)),
      store.compareAndSet(a, { n: 0 }, { n: 1 }, never),
      store.compareAndSet(b, { n: 0 }, { n: 1 }, { expiresAt: millis(systemClock() + 3_600_000) }),
    ]);
    expect(Number(await minutes(brief))).toBeCloseTo(1, 0);
    expect(Number(await minutes(long))).toBeCloseTo(10, 0);
    expect(await minutes(a)).toBe(null);
    expect(Number(await minutes(b)) - 60).toBeGreaterThan(-0.2);
    expect(Number(await minutes(b)) - 60).toBeLessThan(1.2);
  });

  test.each([
    ['a character that no text may have', 'session:\0' as Key],
    ['a key that no index takes', key('session', noise(9_000))],
  ])('do not fail with one that has %s', async (_, refused) => {
    const [a, b] = (await sessions(2)) as [Key, Key];
    const results = await Promise.allSettled([
      rotate(a, 0, 1),
      store.claim(refused, inAnHour()),
      store.claim(key('proof', 'good'), inAnHour()),
      rotate(b, 5, 6),
    ]);
    expect(results.map((each) => (each.status === 'fulfilled' ? each.value : each.reason.code))).toEqual([
      true,
      'storage_unavailable',
      true,
      false,
    ]);
    expect(await read(a)).toBe(1);
  });

  test('do not wait with one whose row somebody else holds', async () => {
    const keys = await sessions(3);
    const [held, ...free] = keys as [Key, Key, Key];
    await beside.query('BEGIN');
    await beside.query('SELECT 1 FROM latchkey WHERE key = $1 FOR UPDATE', [held]);
    let heldIsWritten = false;
    const waiting = rotate(held, 0, 1).then((won) => {
      heldIsWritten = true;
      return won;
    });
    expect(await Promise.all(free.map((at) => rotate(at, 0, 1)))).toEqual([true, true]);
    expect(heldIsWritten).toBe(false);
    await beside.query('COMMIT');
    expect(await waiting).toBe(true);
  });

  test('that come one by one do not wait for those whose rows somebody else holds', async () => {
    const [a, b, free] = (await sessions(3)) as [Key, Key, Key];
    await beside.query('BEGIN');
    await beside.query('SELECT 1 FROM latchkey WHERE key = ANY ($1) FOR UPDATE', [[a, b]]);
    const answered: string[] = [];
    const by = (name: string, write: Promise<boolean>) =>
      write.then(
        () => answered.push(name),
        () => answered.push(name),
      );
    const held = [by('held', rotate(a, 0, 1))];
    await delay(20);
    held.push(by('held', rotate(b, 0, 1)));
    await delay(20);
    await by('free', rotate(free, 0, 1));
    expect(answered).toEqual(['free']);
    await beside.query('COMMIT');
    await Promise.all(held);
    expect([await read(a), await read(b), await read(free)]).toEqual([1, 1, 1]);
  });

  test('of the same key are made in their order, also when a group is tried one by one', async () => {
    const keys = await sessions(30);
    for (let round = 0; round < 10; round += 1) {
      const refused = store.claim('session:\0' as Key, inAnHour()).catch(() => false);
      const twice = [2 * round, 2 * round + 1];
      const results = await Promise.all(twice.flatMap((n) => keys.map((at) => rotate(at, n, n + 1))));
      expect(results).toEqual(Array(60).fill(true));
      expect(await refused).toBe(false);
    }
  });

  test.each(['P0001', 'XX001'])('do not fail with one that the database refuses by %s', async (code) => {
    const [a, b] = (await sessions(2)) as [Key, Key];
    await beside.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF NEW.value LIKE '%13%' THEN RAISE 'no' USING ERRCODE = '${code}'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER before_update BEFORE UPDATE ON latchkey FOR EACH ROW EXECUTE FUNCTION refuse()`);
    const results = await Promise.allSettled([rotate(a, 0, 1), rotate(b, 0, 13)]);
    expect(results).toMatchObject([
      { status: 'fulfilled', value: true },
      { status: 'rejected', reason: { code: 'storage_unavailable' } },
    ]);
    expect([await read(a), await read(b)]).toEqual([1, 0]);
  });

  test('to different keys do not fail for each other where transactions are serializable', async () => {
    const keys = await sessions(30);
    await beside.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)}
      SET default_transaction_isolation = 'serializable'`);
    const [here, there] = [await open(), await open()];
    for (let round = 0; round < 10; round += 1) {
      const writes = keys.flatMap((at, n) => [
        rotate(at, round, round + 1, n % 2 === 0 ? here : there),
        there.claim(key('proof', `${at}-${round}`), inAnHour()),
      ]);
      expect(await Promise.all(writes)).toEqual(Array(60).fill(true));
    }
    await here.close();
    await there.close();
    await store.close();
    opened.length = 0;
    expect(await trouble()).toEqual({ deadlocks: 0, rolled_back: 0 });
  });

  test('are answered before the connections are closed', async () => {
    const keys = Array.from({ length: 300 }, (_, n) => key('session', `s${n}`));
    await beside.query(`INSERT INTO latchkey (key, value) SELECT unnest($1::text[]), '{"n":0}'`, [keys]);
    const writes = Promise.allSettled(keys.map((at) => rotate(at, 0, 1)));
    await delay(1);
    await store.close();
    opened.length = 0;
    expect((await writes).filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await one('SELECT count(*)::int AS written FROM latchkey WHERE value = \'{"n":1}\'')).toEqual({
      written: 300,
    });
  });

  test('fail within two seconds when the database is reached and answers nothing', patience, async () => {
    const link = await startLink(server.port);
    const here = await open(url.replace(String(server.port), String(link.port)));
    const silent = await startSilence();
    link.lead(silent.port);
    link.silence();
    const times: number[] = [];
    const writes: Promise<void>[] = [];
    for (let n = 0; n < 600; n += 1) {
      const began = performance.now();
      const took = () => void times.push(performance.now() - began);
      writes.push(
        here.claim(key('proof', `p${n}`), inAnHour()).then(
          () => expect.unreachable(),
          (reason) => {
            expect(reason).toMatchObject({ code: 'storage_unavailable' });
            took();
          },
        ),
      );
      if (n % 10 === 9) await delay(20);
    }
    await Promise.all(writes);
    expect(times).toHaveLength(600);
    // With room for a busy machine.
    expect(Math.max(...times)).toBeLessThan(3_000);
    await silent.close();
    await link.close();
  });

  test('are answered when they are committed, and not when they are only made', async () => {
    const [a, b] = (await sessions(2)) as [Key, Key];
    await beside.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF NEW.value LIKE '%13%' THEN RAISE 'not on a disk' USING ERRCODE = '58030'; END IF; RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER at_commit AFTER UPDATE ON latchkey DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION refuse()`);
    const results = await Promise.allSettled([rotate(a, 0, 1), rotate(b, 0, 13)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect([await read(a), await read(b)]).toEqual([0, 0]);
    expect(await Promise.all([rotate(a, 0, 1), rotate(b, 0, 2)])).toEqual([true, true]);
  });

  test('fail as an outage when the connection is lost, and the next are made on a new one', async () => {
    const link = await startLink(server.port);
    const here = await open(url.replace(String(server.port), String(link.port)));
    const keys = await sessions(4);
    const all = (from: number, to: number) =>
      Promise.allSettled(keys.map((at) => rotate(at, from, to, here)));
    expect((await all(0, 1)).map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));

    await beside.query('BEGIN; LOCK TABLE latchkey');
    const underWay = all(1, 2);
    await delay(100);
    link.cut();
    for (const each of await underWay) {
      expect(each.status === 'rejected' && each.reason).toBeInstanceOf(Problem);
      expect(each).toMatchObject({ reason: { code: 'storage_unavailable' } });
    }
    link.mend();
    await beside.query('COMMIT');
    const reached = () => keys.map(read);
    await expect
      .poll(() => Promise.all(reached().map(async (n) => [1, 2].includes((await n) ?? 0))))
      .toEqual(Array(4).fill(true));
    for (const at of keys) {
      const n = (await read(at)) ?? Number.NaN;
      await expect.poll(() => rotate(at, n, 9, here).catch(() => false), patience).toBe(true);
    }
    await here.close();
    opened.splice(opened.indexOf(here), 1);
    await link.close();
  });

  test("by two servers on the same keys in any order stand in nobody's way", async () => {
    const two = await open();
    const keys = await sessions(30);
    const shuffled = (round: number) =>
      keys
        .map((at, n) => [Math.sin(n * 7 + round * 13), at] as const)
        .sort(([one], [other]) => one - other)
        .map(([, at]) => at);
    for (let round = 0; round < 60; round += 1) {
      const by = (server: Store, order: number) =>
        shuffled(order).flatMap((at) => [
          rotate(at, round, round + 1, server).then((won) => [at, won] as const),
          server
            .claim(key('proof', `${at}-${round}`), inAnHour())
            .then((won) => [`proof of ${at}`, won] as const),
        ]);
      const results = await Promise.all([...by(store, round), ...by(two, -round - 1)]);
      const winners = results.filter(([, won]) => won).map(([at]) => at);
      expect(winners.toSorted()).toEqual([...keys, ...keys.map((at) => `proof of ${at}`)].toSorted());
    }
    await two.close();
    await store.close();
    opened.length = 0;
    expect(await trouble()).toEqual({ deadlocks: 0, rolled_back: 0 });
  });

  test('look through no table, however small it was when they were planned', async () => {
    const [a, b] = (await sessions(2)) as [Key, Key];
    for (let n = 0; n < 20; n += 1) {
      expect(await Promise.all([rotate(a, n, n + 1), rotate(b, n, n + 1)])).toEqual([true, true]);
    }
    await store.close();
    opened.length = 0;
    const scans = () =>
      one(
        `SELECT seq_scan::int AS whole, idx_scan::int AS by_key FROM pg_stat_user_tables WHERE relname = 'latchkey'`,
      );
    await expect.poll(async () => (await scans())?.by_key, patience).toBeGreaterThanOrEqual(40);
    // Making the indexes looks through it.
    expect((await scans())?.whole).toBeLessThan(10);
  });
});

/** Text that does not become much smaller when it is compressed. */
function noise(length: number): string {
  let state = 1;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state.toString(36).slice(-4);
  };
  return Array.from({ length: length / 4 }, next).join('');
}

/** A server that takes every connection and says nothing. */
async function startSilence() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).resume());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
