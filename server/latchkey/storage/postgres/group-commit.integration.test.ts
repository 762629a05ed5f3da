import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { millis, systemClock } from '../../time/time.ts';
import { key } from '../key.ts';
import type { Key } from '../store.ts';
import { postgresMissing } from '../testing/postgres-server.ts';
import { inAnHour, storeOnPostgres } from '../testing/store-on-postgres.ts';

const missing = postgresMissing();
const patience = { timeout: 20_000 };
const never = { expiresAt: null };

describe.skipIf(missing !== null)(missing ?? 'writes to PostgreSQL that are made at once', () => {
  const db = storeOnPostgres();

  test('are one commit, and each has its own result', async () => {
    const [a, b, c] = (await db.sessions(3)) as [Key, Key, Key];
    await db.store.claim(key('proof', 'used'), inAnHour());
    const transaction = async (at: Key) =>
      (await db.one(`SELECT xmin::text FROM latchkey WHERE key = '${at}'`))?.xmin;
    const results = await Promise.all([
      db.rotate(a, 0, 1),
      db.store.claim(key('proof', 'new'), inAnHour()),
      db.rotate(b, 7, 8),
      db.store.claim(key('proof', 'used'), inAnHour()),
      db.rotate(key('session', 'nowhere'), 0, 1),
      db.rotate(c, 0, 2),
    ]);
    expect(results).toEqual([true, true, false, false, false, true]);
    expect([await db.read(a), await db.read(b), await db.read(c)]).toEqual([1, 0, 2]);
    expect(await transaction(a)).toBe(await transaction(c));
    expect(await transaction(a)).toBe(await transaction(key('proof', 'new')));
  });

  test('of the same key are made in their order', async () => {
    const [a, b] = (await db.sessions(2)) as [Key, Key];
    const results = await Promise.all([
      db.rotate(a, 0, 1),
      db.rotate(b, 0, 1),
      db.rotate(a, 1, 2),
      db.rotate(a, 1, 9),
      db.store.claim(b, inAnHour()),
      db.rotate(b, 1, 2),
    ]);
    expect(results).toEqual([true, true, true, false, false, true]);
    expect([await db.read(a), await db.read(b)]).toEqual([2, 2]);
    const proof = key('proof', 'p');
    const claims = await Promise.all(Array.from({ length: 20 }, () => db.store.claim(proof, inAnHour())));
    expect(claims).toEqual([true, ...Array(19).fill(false)]);
  });

  test('last as long as each of them should', async () => {
    const [a, b] = (await db.sessions(2)) as [Key, Key];
    const minutes = async (at: Key) =>
      (
        await db.one(
          `SELECT extract(epoch FROM expires_at - now()) / 60 AS left FROM latchkey WHERE key = '${at}'`,
        )
      )?.left;
    const [brief, long] = [key('proof', 'brief'), key('proof', 'long')];
    await Promise.all([
      db.store.claim(brief, millis(systemClock() + 60_000)),
      db.store.claim(long, millis(systemClock() + 600_000)),
      db.store.compareAndSet(a, { n: 0 }, { n: 1 }, never),
      db.store.compareAndSet(b, { n: 0 }, { n: 1 }, { expiresAt: millis(systemClock() + 3_600_000) }),
    ]);
    expect(Number(await minutes(brief))).toBeCloseTo(1, 0);
    expect(Number(await minutes(long))).toBeCloseTo(10, 0);
    expect(await minutes(a)).toBe(null);
    expect(Number(await minutes(b)) - 60).toBeGreaterThan(-0.2);
    expect(Number(await minutes(b)) - 60).toBeLessThan(1.2);
  });

  test('are answered when they are committed, and not when they are only made', async () => {
    const [a, b] = (await db.sessions(2)) as [Key, Key];
    await db.beside.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF NEW.value LIKE '%13%' THEN RAISE 'not on a disk' USING ERRCODE = '58030'; END IF; RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER at_commit AFTER UPDATE ON latchkey DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION refuse()`);
    const results = await Promise.allSettled([db.rotate(a, 0, 1), db.rotate(b, 0, 13)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect([await db.read(a), await db.read(b)]).toEqual([0, 0]);
    expect(await Promise.all([db.rotate(a, 0, 1), db.rotate(b, 0, 2)])).toEqual([true, true]);
  });

  test('are answered before the connections are closed', async () => {
    const keys = Array.from({ length: 300 }, (_, n) => key('session', `s${n}`));
    await db.beside.query(`INSERT INTO latchkey (key, value) SELECT unnest($1::text[]), '{"n":0}'`, [keys]);
    const writes = Promise.allSettled(keys.map((at) => db.rotate(at, 0, 1)));
    await delay(1);
    await db.closeAll();
    expect((await writes).filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await db.one('SELECT count(*)::int AS written FROM latchkey WHERE value = \'{"n":1}\'')).toEqual({
      written: 300,
    });
  });

  test('look through no table, however small it was when they were planned', async () => {
    const [a, b] = (await db.sessions(2)) as [Key, Key];
    for (let n = 0; n < 20; n += 1) {
      expect(await Promise.all([db.rotate(a, n, n + 1), db.rotate(b, n, n + 1)])).toEqual([true, true]);
    }
    await db.closeAll();
    const scans = () =>
      db.one(
        `SELECT seq_scan::int AS whole, idx_scan::int AS by_key FROM pg_stat_user_tables WHERE relname = 'latchkey'`,
      );
    await expect.poll(async () => (await scans())?.by_key, patience).toBeGreaterThanOrEqual(40);
    // Making the indexes looks through it.
    expect((await scans())?.whole).toBeLessThan(10);
  });
});
