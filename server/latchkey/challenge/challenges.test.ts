import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { beforeEach, describe, expect, it } from 'vitest';
import { openStorage } from '../storage/open.ts';
import type { Store } from '../storage/store.ts';
import { startStorage, storageKinds } from '../storage/testing/storages.ts';
import { type Clock, millis, systemClock } from '../time/time.ts';
import { CHALLENGE_LIFE_MS, createChallenges, type SolvedChallenge } from './challenges.ts';

const secret = new Uint8Array(32).fill(7);
const make = (store: Store, clock: Clock = systemClock, own = secret) =>
  createChallenges({ store, clock, secret: own, cost: 1 });

async function solved(challenges: ReturnType<typeof make>): Promise<SolvedChallenge> {
  const challenge = await challenges.issue();
  const solution = await solveChallenge({ challenge, deriveKey });
  if (solution === null) throw new Error('not solved');
  return { challenge, solution } as SolvedChallenge;
}

describe('challenges', () => {
  let store: Store;
  beforeEach(async () => {
    ({ store } = await openStorage('memory:', { clock: systemClock, monotonic: () => performance.now() }));
  });

  it('take a solution', async () => {
    const challenges = make(store);
    await expect(challenges.spend(await solved(challenges))).resolves.toBeUndefined();
  });

  it('cost at least fifty attempts', async () => {
    const counters = await Promise.all(Array.from({ length: 20 }, () => solved(make(store))));
    for (const { solution } of counters) {
      expect(solution.counter).toBeGreaterThanOrEqual(50);
      expect(solution.counter).toBeLessThan(150);
    }
  });

  it('are refused when they were given out by somebody else', async () => {
    const stranger = make(store, systemClock, new Uint8Array(32).fill(8));
    await expect(make(store).spend(await solved(stranger))).rejects.toMatchObject({
      code: 'invalid_challenge',
      message: 'The challenge was not given out by this server.',
    });
  });

  it('are refused when anything in them was changed', async () => {
    const challenges = make(store);
    const { challenge, solution } = await solved(challenges);
    const changes = [
      { cost: 2 },
      { keyPrefix: '00' },
      { nonce: '00' },
      { expiresAt: 4_000_000_000 },
      { keySignature: '00' },
    ];
    for (const change of changes) {
      const tampered = { ...challenge, parameters: { ...challenge.parameters, ...change } };
      await expect(challenges.spend({ challenge: tampered, solution })).rejects.toMatchObject({
        code: 'invalid_challenge',
      });
    }
  });

  it('are refused with a wrong solution, and may then still be solved', async () => {
    const challenges = make(store);
    const { challenge, solution } = await solved(challenges);
    const wrong = { ...solution, derivedKey: '00'.repeat(32) };
    await expect(challenges.spend({ challenge, solution: wrong })).rejects.toMatchObject({
      message: 'The solution is wrong.',
    });
    await expect(challenges.spend({ challenge, solution })).resolves.toBeUndefined();
  });

  it('are refused when their time is over', async () => {
    let now = systemClock();
    const challenges = make(store, () => now);
    const inTime = await solved(challenges);
    now = millis(now + CHALLENGE_LIFE_MS);
    await expect(challenges.spend(inTime)).rejects.toMatchObject({
      message: 'The challenge has expired. Get a new one.',
    });
  });
});

describe.each(storageKinds)('on $name', (kind) => {
  const { missing } = kind;
  it.skipIf(missing !== null)(
    `two servers take a solution once${missing === null ? '' : ` (${missing})`}`,
    async () => {
      const shared = await startStorage(kind);
      try {
        const one = make((await shared.open()).store);
        const two = make((await shared.open()).store);
        const solution = await solved(one);
        const results = await Promise.allSettled(
          [one, two, one, two].map((server) => server.spend(solution)),
        );
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      } finally {
        await shared.stop();
      }
    },
  );
});
