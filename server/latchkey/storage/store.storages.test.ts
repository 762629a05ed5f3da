import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { millis, systemClock } from '../time/time.ts';
import { key } from './key.ts';
import type { Store } from './store.ts';
import { type SharedStorage, startStorage, storageKinds } from './testing/storages.ts';

const never = { expiresAt: null };
const inAnHour = millis(Date.now() + 3_600_000);

describe.each(storageKinds)('$name', (kind) => {
  const { missing } = kind;
  describe.skipIf(missing !== null)(missing ?? 'a storage', () => {
    let shared: SharedStorage;
    let one: Store;
    let two: Store;
    const fresh = () => key('test', randomUUID());
    /** Where the storage lives in this process its time can be put forward; a database's own passes by itself. */
    let ahead = 0;
    const now = () => millis(systemClock() + ahead);

    beforeAll(async () => {
      shared = await startStorage(kind);
      one = (await shared.open({ clock: now })).store;
      two = (await shared.open({ clock: now })).store;
    });
    afterAll(() => shared.stop());

    test('what one instance writes the other reads', async () => {
      const at = fresh();
      await one.put(at, { text: 'ünï "quoted" 123e3', nested: { list: [1, null, true] } }, null);
      expect(await two.get(at)).toEqual({ text: 'ünï "quoted" 123e3', nested: { list: [1, null, true] } });
      await two.remove(at);
      expect(await one.get(at)).toBeNull();
    });

    test('many records are read in the order they were asked for, and none for what is not there', async () => {
      const keys = Array.from({ length: 230 }, () => fresh());
      const missing = new Set([0, 99, 100, 229]);
      for (const [n, at] of keys.entries()) if (!missing.has(n)) await one.put(at, { n, text: 'ü"' }, null);
      const records = await two.getMany(keys);
      expect(records).toEqual(keys.map((_, n) => (missing.has(n) ? null : { n, text: 'ü"' })));
      expect(await two.getMany([])).toEqual([]);
      const [at = fresh()] = keys.slice(1);
      expect(await two.getMany([at, at])).toEqual([records[1], records[1]]);
    });

    test('reading many keeps nobody waiting', async () => {
      const keys = Array.from({ length: 500 }, () => fresh());
      await Promise.all(keys.map((at) => one.put(at, { text: 'x' }, null)));
      let turns = 0;
      let over = false;
      const turn = () => {
        turns += 1;
        if (!over) setImmediate(turn);
      };
      setImmediate(turn);
      await one.getMany(keys);
      over = true;
      expect(turns).toBeGreaterThan(5);
    });

    test('a comparison against what is not there any more writes nothing', async () => {
      const at = fresh();
      expect(await one.compareAndSet(at, null, { n: 1 }, never)).toBe(true);
      expect(await two.compareAndSet(at, null, { n: 9 }, never)).toBe(false);
      expect(await two.compareAndSet(at, { n: 2 }, { n: 9 }, never)).toBe(false);
      expect(await one.get(at)).toEqual({ n: 1 });
      expect(await two.compareAndSet(at, { n: 1 }, { n: 2 }, never)).toBe(true);
      expect(await one.get(at)).toEqual({ n: 2 });
    });

    test('of many that compare against the same value exactly one wins', async () => {
      const at = fresh();
      await one.put(at, { n: 0 }, null);
      const attempts = Array.from({ length: 40 }, (_, n) =>
        (n % 2 ? one : two).compareAndSet(at, { n: 0 }, { n: n + 1 }, { expiresAt: inAnHour }),
      );
      expect((await Promise.all(attempts)).filter((won) => won)).toHaveLength(1);
    });

    test('a name is claimed once, and again after its time', async () => {
      const at = fresh();
      const claims = await Promise.all([one.claim(at, inAnHour), two.claim(at, inAnHour)]);
      expect(claims.filter((won) => won)).toHaveLength(1);

      const brief = fresh();
      expect(await one.claim(brief, millis(now() + 2000))).toBe(true);
      expect(await two.claim(brief, inAnHour)).toBe(false);
      ahead = 2000;
      await expect.poll(() => two.claim(brief, inAnHour), { timeout: 10_000 }).toBe(true);
    });

    // In memory there is one process and one clock.
    if (kind.name !== 'memory') {
      test('a server whose clock is an hour behind the storage’s has its records for as long as it wants', async () => {
        const behind = () => millis(Date.now() - 3_600_000);
        const { store } = await shared.open({ clock: behind });
        const inAMinute = millis(behind() + 60_000);
        const [claimed, put, set] = [fresh(), fresh(), fresh()];
        expect(await store.claim(claimed, inAMinute)).toBe(true);
        expect(await store.claim(claimed, inAMinute)).toBe(false);
        await store.put(put, { n: 1 }, inAMinute);
        await store.compareAndSet(set, null, { n: 2 }, { expiresAt: inAMinute });
        expect(await store.getMany([put, set])).toEqual([{ n: 1 }, { n: 2 }]);
      });
    }

    test('what is over already may be written', async () => {
      const at = fresh();
      const over = millis(now() - 1000);
      await one.put(at, { n: 1 }, over);
      await one.compareAndSet(fresh(), null, { n: 2 }, { expiresAt: over });
      await expect.poll(() => two.claim(at, inAnHour)).toBe(true);
    });

    test('what is past its time is swept, what is not stays', async () => {
      const [gone, kept, forever] = [fresh(), fresh(), fresh()];
      await one.put(gone, { n: 1 }, millis(now() + 20));
      await one.put(kept, { n: 2 }, inAnHour);
      await one.put(forever, { n: 3 }, null);
      await expect
        .poll(async () => {
          await two.sweep(now());
          return two.get(gone);
        })
        .toBeNull();
      expect(await two.get(kept)).toEqual({ n: 2 });
      expect(await two.get(forever)).toEqual({ n: 3 });
    });

    test('a set holds each member once, and forgets what is removed', async () => {
      const at = fresh();
      await Promise.all([one.addMember(at, 'a'), two.addMember(at, 'a'), two.addMember(at, 'b:?/')]);
      expect((await one.members(at)).sort()).toEqual(['a', 'b:?/']);
      await one.removeMember(at, 'a');
      expect(await two.members(at)).toEqual(['b:?/']);
      expect(await two.members(fresh())).toEqual([]);
    });
  });
});
