import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EndReason } from '../session/record.ts';
import type { OpenStorage } from '../storage/driver.ts';
import { type SharedStorage, startStorage, storageKinds } from '../storage/testing/storages.ts';
import { millis } from '../time/time.ts';
import { type Fate, HonestClient } from './testing/honest-client.ts';
import { type Answer, createWorld, type World } from './testing/world.ts';

/**
 * How often each property is tried in memory; the real storages take a quarter each, since they are slower and
 * what they must do, the atomic step, is the same. More: LATCHKEY_TEST_RUNS=100000 npx vitest run server/latchkey/refresh
 */
const RUNS = Number(process.env.LATCHKEY_TEST_RUNS ?? 200);

/** Real servers and many runs. */
const TIMEOUT_MS = 60_000 + 60 * RUNS;

const DAY = 86_400_000;
const lifetimes = { idleMs: millis(15 * DAY), absoluteMs: millis(90 * DAY) };

const instance = fc.constantFrom(0 as const, 1 as const);
const fate = fc.constantFrom<Fate>(
  'delivered',
  'answer-lost',
  'crash-before-write',
  'crash-after-write',
  'duplicated',
  'held-up',
);
/** Time that passes, and clocks that are set: mostly moments, sometimes hours, sometimes back. */
const clockStep = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 2_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 70_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 8 * 3_600_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -600_000, max: 0 }) },
);

/** How far the client's clock is off, as long as its proofs are taken without a nonce. */
const clientAhead = fc.integer({ min: -20_000, max: 5_000 });

/** Things that happen at once; the scheduler decides in which order they reach the storage. */
const moment = fc.record({
  clockStep,
  refresh: fc.option(fc.record({ at: instance, fate }), { freq: 4 }),
  use: fc.option(instance, { freq: 2 }),
  crash: fc.option(fc.constant(true), { freq: 1 }),
  release: fc.option(fc.record({ which: fc.nat(4), at: instance }), { freq: 2 }),
});
type Moment = typeof moment extends fc.Arbitrary<infer T> ? T : never;

const moments = fc.array(moment, { minLength: 1, maxLength: 12 });

async function live(world: World, client: HonestClient, { clockStep, ...now }: Moment): Promise<void> {
  world.now = millis(world.now + clockStep);
  if (now.crash) client.crash();
  if (clockStep < 0) client.loseHeldUp();
  const at = (index: 0 | 1) => world.instances[index];
  await Promise.all([
    now.refresh && client.refresh(at(now.refresh.at), at(now.refresh.at === 0 ? 1 : 0), now.refresh.fate),
    now.use !== null && client.use(at(now.use)),
    now.release && client.release(now.release.which, at(now.release.at)),
  ]);
}

const verdicts = (answers: readonly Answer[]) =>
  answers.filter(({ type }) => type === 'dead' || type === 'reuse');

describe.each(storageKinds)('$name', (kind) => {
  const { name, missing } = kind;
  const runs = name === 'memory' ? RUNS : Math.ceil(RUNS / 4);

  describe.skipIf(missing !== null)(missing ?? 'two servers on one storage', () => {
    let shared: SharedStorage;
    let storages: [OpenStorage, OpenStorage];

    beforeAll(async () => {
      shared = await startStorage(kind);
      storages = [await shared.open(), await shared.open()];
    });
    afterAll(() => shared.stop());

    const property = (check: (world: World, history: Moment[]) => Promise<void>) =>
      fc.assert(
        fc.asyncProperty(fc.scheduler(), moments, clientAhead, async (s, history, ahead) => {
          const world = await createWorld(storages, lifetimes, () => s.schedule(Promise.resolve()), ahead);
          await s.waitFor(check(world, history));
        }),
        { numRuns: runs },
      );

    test('no honest client is ever signed out, whatever is lost, doubled, held up or killed', {
      timeout: TIMEOUT_MS,
    }, async () => {
      await property(async (world, history) => {
        const client = new HonestClient(world);
        for (const now of history) await live(world, client, now);
        await client.refresh(world.instances[0], world.instances[1], 'delivered');
        expect(verdicts(client.answers)).toEqual([]);
        expect(client.answers.at(-1)?.type).toMatch(/rotated|replayed/);
      });
    });

    test('a clone of cookie and key that goes on living beside its owner is found', {
      timeout: TIMEOUT_MS,
    }, async () => {
      await property(async (world, history) => {
        const owner = new HonestClient(world);
        for (const now of history) await live(world, owner, now);
        await owner.refresh(world.instances[0], world.instances[1], 'delivered');
        const thief = new HonestClient(world);
        thief.cookie = owner.cookie;
        for (const who of [thief, owner, thief, owner]) {
          world.now = millis(world.now + 5 * 60_000);
          await who.refresh(world.instances[0], world.instances[1], 'delivered');
          await who.use(world.instances[1]);
        }
        expect((await world.stored())?.status).toBe('reuse');
        expect(verdicts([...owner.answers, ...thief.answers]).length).toBeGreaterThan(0);
      });
    });

    test('a session that has ended never issues again, whoever ended it and whatever was under way', {
      timeout: TIMEOUT_MS,
    }, async () => {
      const reasons = fc.constantFrom<EndReason>('logout', 'password', 'admin');
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), moments, moments, reasons, async (s, before, after, reason) => {
          const world = await createWorld(storages, lifetimes, () => s.schedule(Promise.resolve()));
          const run = async () => {
            const client = new HonestClient(world);
            for (const now of before) await live(world, client, now);
            const [first, ...rest] = after;
            await Promise.all([
              world.instances[0].sessions.end(world.session.sid, reason),
              first && live(world, client, first),
            ]);
            const underWay = client.answers.length;
            for (const now of rest) await live(world, client, now);
            const issued = client.answers
              .slice(underWay)
              .filter(({ type }) => type === 'rotated' || type === 'replayed' || type === 'healed');
            expect(issued).toEqual([]);
            expect((await world.stored())?.status).toBe(reason);
          };
          await s.waitFor(run());
        }),
        { numRuns: runs },
      );
    });

    test('a session that is refreshed all the time still ends at its absolute end', {
      timeout: TIMEOUT_MS,
    }, async () => {
      await property(async (world, history) => {
        const client = new HonestClient(world);
        for (const now of history) await live(world, client, now);
        while (world.now < world.session.absoluteUntil) {
          await client.refresh(world.instances[0], world.instances[1], 'delivered');
          const record = await world.stored();
          expect(record?.idleUntil).toBeLessThanOrEqual(world.session.absoluteUntil);
          world.now = millis(world.now + 14 * DAY);
        }
        await client.refresh(world.instances[0], world.instances[1], 'delivered');
        expect(client.answers.at(-1)).toMatchObject({ type: 'dead', reason: 'expired' });
      });
    });
  });
});
