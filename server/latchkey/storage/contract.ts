import { deepEqual, equal, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { millis, systemClock } from '../time/time.ts';
import { LEASE_MS } from './cache-invalidation.ts';
import type { OpenOptions, OwnStorage } from './driver.ts';
import { key } from './key.ts';
import type { Store } from './store.ts';

/** One promise of a storage, for any test runner: it rejects with what was not kept. */
export interface StoragePromise {
  readonly name: string;
  /** Tries it. Rejects with an AssertionError, or with what the storage has thrown. */
  keeps(): Promise<void>;
}

/** A storage, for `storageContract`. */
export interface StorageUnderTest {
  /** Opens it once more, as another server does. Called a few times; nothing of former runs may be in it. */
  readonly open: (options: OpenOptions) => Promise<Pick<OwnStorage, 'store' | 'invalidation'>>;
  /** `one` for a storage that lives in this process, and is opened once. */
  readonly servers: 'one' | 'many';
}

/** What expires has this long to do so, and what is announced to arrive. */
const PATIENCE_MS = 10_000;
const HOUR_MS = 3_600_000;

/**
 * What every storage promises (see {@link Store}), as tests for one of your own. Two instances are opened at once; close
 * them when the last has run.
 * @example
 * const { promises, close } = storageContract({ servers: 'many', open: (options) => openMine(url, options) });
 * for (const { name, keeps } of promises) test(name, keeps);
 * after(close);
 */
export function storageContract({ open, servers }: StorageUnderTest): {
  readonly promises: readonly StoragePromise[];
  /** Closes what was opened. */
  close(): Promise<void>;
} {
  /** Where the storage lives in this process its time can be put forward; a database's own passes by itself. */
  let ahead = 0;
  const now = () => millis(systemClock() + ahead);
  const inAnHour = () => millis(now() + HOUR_MS);
  const never = { expiresAt: null };
  const fresh = () => key('contract', randomUUID());
  const opened: Awaited<ReturnType<StorageUnderTest['open']>>[] = [];
  let pair: ReturnType<typeof openPair> | undefined;

  async function openOnce(clock: OpenOptions['clock']) {
    const storage = await open({ clock, monotonic: () => performance.now() });
    opened.push(storage);
    return storage;
  }
  async function openPair() {
    const first = await openOnce(now);
    const second = servers === 'one' ? first : await openOnce(now);
    return { first, second };
  }
  const promise = (name: string, keep: (one: Store, two: Store) => Promise<void>): StoragePromise => ({
    name,
    async keeps() {
      pair ??= openPair();
      const { first, second } = await pair;
      await keep(first.store, second.store);
    },
  });

  const promises = [
    promise('what one instance writes the other reads', async (one, two) => {
      const at = fresh();
      const record = { text: 'ünï "quoted" 123e3', nested: { list: [1, null, true] } };
      await one.put(at, record, null);
      deepEqual(await two.get(at), record);
      await two.remove(at);
      equal(await one.get(at), null);
      await two.remove(at);
    }),

    promise(
      'many records are read in the order of their keys, and none for what is not there',
      async (one, two) => {
        const keys = Array.from({ length: 230 }, fresh);
        const missing = new Set([0, 99, 100, 229]);
        for (const [n, at] of keys.entries()) if (!missing.has(n)) await one.put(at, { n, text: 'ü"' }, null);
        const records = await two.getMany(keys);
        deepEqual(
          records,
          keys.map((_, n) => (missing.has(n) ? null : { n, text: 'ü"' })),
        );
        deepEqual(await two.getMany([]), []);
        const [at = fresh()] = keys.slice(1);
        deepEqual(await two.getMany([at, at]), [records[1], records[1]]);
      },
    ),

    promise('reading many keeps nobody waiting', async (one) => {
      const keys = Array.from({ length: 500 }, fresh);
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
      ok(turns > 5, `${turns} turns of the event loop while 500 records were read`);
    }),

    promise('a comparison against what is not there any more writes nothing', async (one, two) => {
      const at = fresh();
      equal(await one.compareAndSet(at, null, { n: 1 }, never), true);
      equal(await two.compareAndSet(at, null, { n: 9 }, never), false);
      equal(await two.compareAndSet(at, { n: 2 }, { n: 9 }, never), false);
      deepEqual(await one.get(at), { n: 1 });
      equal(await two.compareAndSet(at, { n: 1 }, { n: 2 }, never), true);
      deepEqual(await one.get(at), { n: 2 });
    }),

    promise('of many that compare against the same value exactly one wins', async (one, two) => {
      const at = fresh();
      await one.put(at, { n: 0 }, null);
      const attempts = Array.from({ length: 40 }, (_, n) =>
        (n % 2 ? one : two).compareAndSet(at, { n: 0 }, { n: n + 1 }, { expiresAt: inAnHour() }),
      );
      equal((await Promise.all(attempts)).filter((won) => won).length, 1);
    }),

    promise('what is written at once has each its own result', async (one, two) => {
      const keys = Array.from({ length: 12 }, fresh);
      await Promise.all(keys.map((at) => one.put(at, { n: 0 }, null)));
      const [used, free] = [fresh(), fresh()];
      await two.claim(used, inAnHour());
      const outcomes = await Promise.all([
        ...keys.map((at, n) => one.compareAndSet(at, { n: n % 3 === 0 ? 9 : 0 }, { n: n + 1 }, never)),
        one.compareAndSet(fresh(), { n: 0 }, { n: 1 }, never),
        one.claim(used, inAnHour()),
        one.claim(free, inAnHour()),
        one.claim(free, inAnHour()),
      ]);
      const won = keys.map((_, n) => n % 3 !== 0);
      deepEqual(outcomes.slice(0, 14), [...won, false, false]);
      equal(outcomes.slice(14).filter((claimed) => claimed).length, 1);
      deepEqual(
        await two.getMany(keys),
        won.map((written, n) => ({ n: written ? n + 1 : 0 })),
      );
    }),

    promise('a name is claimed once, and again after its time', async (one, two) => {
      const at = fresh();
      const claims = await Promise.all([one.claim(at, inAnHour()), two.claim(at, inAnHour())]);
      equal(claims.filter((won) => won).length, 1);

      const brief = fresh();
      equal(await one.claim(brief, millis(now() + 2_000)), true);
      equal(await two.claim(brief, inAnHour()), false);
      ahead += 2_000;
      await eventually('claimed again', () => two.claim(brief, inAnHour()));
    }),

    promise('what is over already may be written', async (one, two) => {
      const at = fresh();
      const over = millis(now() - 1_000);
      await one.put(at, { n: 1 }, over);
      await one.compareAndSet(fresh(), null, { n: 2 }, { expiresAt: over });
      await eventually('free again', () => two.claim(at, inAnHour()));
    }),

    promise('what is past its time is swept, what is not stays', async (one, two) => {
      const [gone, kept, forever] = [fresh(), fresh(), fresh()];
      await one.put(gone, { n: 1 }, millis(now() + 20));
      await one.put(kept, { n: 2 }, inAnHour());
      await one.put(forever, { n: 3 }, null);
      await eventually('swept', async () => {
        await two.sweep(now());
        return (await two.get(gone)) === null;
      });
      deepEqual(await two.get(kept), { n: 2 });
      deepEqual(await two.get(forever), { n: 3 });
    }),

    promise('a set holds each member once, and forgets what is removed', async (one, two) => {
      const at = fresh();
      await Promise.all([one.addMember(at, 'a'), two.addMember(at, 'a'), two.addMember(at, 'b:?/')]);
      deepEqual((await one.members(at)).sort(), ['a', 'b:?/']);
      await one.removeMember(at, 'a');
      deepEqual(await two.members(at), ['b:?/']);
      deepEqual(await two.members(fresh()), []);
    }),

    promise('it can be asked whether it writes', (one) => one.ping()),
  ];

  // In this process there is one clock, and nobody else to hear of an end.
  if (servers === 'many') {
    promises.push(
      promise('a server whose clock is an hour behind has its records for as long as it wants', async () => {
        const behind = () => millis(Date.now() - HOUR_MS);
        const { store } = await openOnce(behind);
        const inAMinute = millis(behind() + 60_000);
        const [claimed, put, set] = [fresh(), fresh(), fresh()];
        equal(await store.claim(claimed, inAMinute), true);
        equal(await store.claim(claimed, inAMinute), false);
        await store.put(put, { n: 1 }, inAMinute);
        await store.compareAndSet(set, null, { n: 2 }, { expiresAt: inAMinute });
        deepEqual(await store.getMany([put, set]), [{ n: 1 }, { n: 2 }]);
      }),

      promise(
        'an end that one instance has published, the other has heard of, or believes nothing',
        async (one) => {
          const { invalidation } = (await pair)?.second ?? (await openOnce(now));
          const heard: (string | null)[] = [];
          invalidation.onInvalidate((id) => heard.push(id));
          await eventually('trusted', async () => invalidation.trusted());
          const id = randomUUID();
          await one.compareAndSet(fresh(), null, { n: 1 }, { expiresAt: inAnHour(), publish: id });
          const heardOfIt = () => heard.some((one) => one === id || one === null);
          await delay(LEASE_MS);
          ok(!invalidation.trusted() || heardOfIt(), `trusted after ${LEASE_MS} ms, and nothing was heard`);
          await eventually('heard', async () => invalidation.trusted() && heardOfIt());
        },
      ),
    );
  }

  return {
    promises,
    async close() {
      for (const { store } of opened) await store.close();
    },
  };
}

async function eventually(what: string, condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    ok(performance.now() < end, `not ${what} within ${PATIENCE_MS} ms`);
    await delay(20);
  }
}
