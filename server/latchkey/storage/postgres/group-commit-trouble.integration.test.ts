import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Problem } from '../../errors/problem.ts';
import { key } from '../key.ts';
import type { Key, Store } from '../store.ts';
import { startLink } from '../testing/link.ts';
import { postgresMissing } from '../testing/postgres-server.ts';
import { inAnHour, storeOnPostgres } from '../testing/store-on-postgres.ts';

const missing = postgresMissing();
const patience = { timeout: 20_000 };

describe.skipIf(missing !== null)(
  missing ?? 'writes to PostgreSQL that are made at once, where one of them or the database is in trouble',
  () => {
    const db = storeOnPostgres();

    test.each([
      ['a character that no text may have', 'session:\0' as Key],
      ['a key that no index takes', key('session', noise(9_000))],
    ])('do not fail with one that has %s', async (_, refused) => {
      const [a, b] = (await db.sessions(2)) as [Key, Key];
      const results = await Promise.allSettled([
        db.rotate(a, 0, 1),
        db.store.claim(refused, inAnHour()),
        db.store.claim(key('proof', 'good'), inAnHour()),
        db.rotate(b, 5, 6),
      ]);
      expect(results.map((each) => (each.status === 'fulfilled' ? each.value : each.reason.code))).toEqual([
        true,
        'storage_unavailable',
        true,
        false,
      ]);
      expect(await db.read(a)).toBe(1);
    });

    test.each(['P0001', 'XX001'])('do not fail with one that the database refuses by %s', async (code) => {
      const [a, b] = (await db.sessions(2)) as [Key, Key];
      await db.beside.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF NEW.value LIKE '%13%' THEN RAISE 'no' USING ERRCODE = '${code}'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER before_update BEFORE UPDATE ON latchkey FOR EACH ROW EXECUTE FUNCTION refuse()`);
      const results = await Promise.allSettled([db.rotate(a, 0, 1), db.rotate(b, 0, 13)]);
      expect(results).toMatchObject([
        { status: 'fulfilled', value: true },
        { status: 'rejected', reason: { code: 'storage_unavailable' } },
      ]);
      expect([await db.read(a), await db.read(b)]).toEqual([1, 0]);
    });

    test('to different keys do not fail for each other where transactions are serializable', async () => {
      const keys = await db.sessions(30);
      await db.beside.query(`ALTER DATABASE ${new URL(db.url).pathname.slice(1)}
      SET default_transaction_isolation = 'serializable'`);
      const [here, there] = [await db.open(), await db.open()];
      for (let round = 0; round < 10; round += 1) {
        const writes = keys.flatMap((at, n) => [
          db.rotate(at, round, round + 1, n % 2 === 0 ? here : there),
          there.claim(key('proof', `${at}-${round}`), inAnHour()),
        ]);
        expect(await Promise.all(writes)).toEqual(Array(60).fill(true));
      }
      await db.closeAll();
      expect(await db.trouble()).toEqual({ deadlocks: 0, rolled_back: 0 });
    });

    test('of the same key are made in their order, also when a group is tried one by one', async () => {
      const keys = await db.sessions(30);
      for (let round = 0; round < 10; round += 1) {
        const refused = db.store.claim('session:\0' as Key, inAnHour()).catch(() => false);
        const twice = [2 * round, 2 * round + 1];
        const results = await Promise.all(twice.flatMap((n) => keys.map((at) => db.rotate(at, n, n + 1))));
        expect(results).toEqual(Array(60).fill(true));
        expect(await refused).toBe(false);
      }
    });

    test('do not wait with one whose row somebody else holds', async () => {
      const keys = await db.sessions(3);
      const [held, ...free] = keys as [Key, Key, Key];
      await db.beside.query('BEGIN');
      await db.beside.query('SELECT 1 FROM latchkey WHERE key = $1 FOR UPDATE', [held]);
      let heldIsWritten = false;
      const waiting = db.rotate(held, 0, 1).then((won) => {
        heldIsWritten = true;
        return won;
      });
      expect(await Promise.all(free.map((at) => db.rotate(at, 0, 1)))).toEqual([true, true]);
      expect(heldIsWritten).toBe(false);
      await db.beside.query('COMMIT');
      expect(await waiting).toBe(true);
    });

    test('that come one by one do not wait for those whose rows somebody else holds', async () => {
      const [a, b, free] = (await db.sessions(3)) as [Key, Key, Key];
      await db.beside.query('BEGIN');
      await db.beside.query('SELECT 1 FROM latchkey WHERE key = ANY ($1) FOR UPDATE', [[a, b]]);
      const answered: string[] = [];
      const by = (name: string, write: Promise<boolean>) =>
        write.then(
          () => answered.push(name),
          () => answered.push(name),
        );
      const held = [by('held', db.rotate(a, 0, 1))];
      await delay(20);
      held.push(by('held', db.rotate(b, 0, 1)));
      await delay(20);
      await by('free', db.rotate(free, 0, 1));
      expect(answered).toEqual(['free']);
      await db.beside.query('COMMIT');
      await Promise.all(held);
      expect([await db.read(a), await db.read(b), await db.read(free)]).toEqual([1, 1, 1]);
    });

    test("by two servers on the same keys in any order stand in nobody's way", async () => {
      const two = await db.open();
      const keys = await db.sessions(30);
      const shuffled = (round: number) =>
        keys
          .map((at, n) => [Math.sin(n * 7 + round * 13), at] as const)
          .sort(([one], [other]) => one - other)
          .map(([, at]) => at);
      for (let round = 0; round < 60; round += 1) {
        const by = (server: Store, order: number) =>
          shuffled(order).flatMap((at) => [
            db.rotate(at, round, round + 1, server).then((won) => [at, won] as const),
            server
              .claim(key('proof', `${at}-${round}`), inAnHour())
              .then((won) => [`proof of ${at}`, won] as const),
          ]);
        const results = await Promise.all([...by(db.store, round), ...by(two, -round - 1)]);
        const winners = results.filter(([, won]) => won).map(([at]) => at);
        expect(winners.toSorted()).toEqual([...keys, ...keys.map((at) => `proof of ${at}`)].toSorted());
      }
      await db.closeAll();
      expect(await db.trouble()).toEqual({ deadlocks: 0, rolled_back: 0 });
    });

    test('fail within two seconds when the database is reached and answers nothing', patience, async () => {
      const link = await startLink(db.port);
      const here = await db.open(db.url.replace(String(db.port), String(link.port)));
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

    test('fail as an outage when the connection is lost, and the next are made on a new one', async () => {
      const link = await startLink(db.port);
      const here = await db.open(db.url.replace(String(db.port), String(link.port)));
      const keys = await db.sessions(4);
      const all = (from: number, to: number) =>
        Promise.allSettled(keys.map((at) => db.rotate(at, from, to, here)));
      expect((await all(0, 1)).map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));

      await db.beside.query('BEGIN; LOCK TABLE latchkey');
      const underWay = all(1, 2);
      await delay(100);
      link.cut();
      for (const each of await underWay) {
        expect(each.status === 'rejected' && each.reason).toBeInstanceOf(Problem);
        expect(each).toMatchObject({ reason: { code: 'storage_unavailable' } });
      }
      link.mend();
      await db.beside.query('COMMIT');
      const reached = () => keys.map(db.read);
      await expect
        .poll(() => Promise.all(reached().map(async (n) => [1, 2].includes((await n) ?? 0))))
        .toEqual(Array(4).fill(true));
      for (const at of keys) {
        const n = (await db.read(at)) ?? Number.NaN;
        await expect.poll(() => db.rotate(at, n, 9, here).catch(() => false), patience).toBe(true);
      }
      await db.closeAll();
      await link.close();
    });
  },
);

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
