import { beforeEach, describe, expect, test } from 'vitest';
import { openStorage } from '../storage/open.ts';
import type { Store } from '../storage/store.ts';
import { millis, systemClock } from '../time/time.ts';
import { CHALLENGE_LIFE_MS } from './challenges.ts';
import { make, solved } from './testing/solved.ts';

describe('challenges', () => {
  let store: Store;
  beforeEach(async () => {
    ({ store } = await openStorage('memory:', { clock: systemClock, monotonic: () => performance.now() }));
  });

  test('take a solution', async () => {
    const challenges = make(store);
    await expect(challenges.spend(await solved(challenges))).resolves.toBeUndefined();
  });

  test('cost at least fifty attempts', async () => {
    const counters = await Promise.all(Array.from({ length: 20 }, () => solved(make(store))));
    for (const { solution } of counters) {
      expect(solution.counter).toBeGreaterThanOrEqual(50);
      expect(solution.counter).toBeLessThan(150);
    }
  });

  test('are refused when they were given out by somebody else', async () => {
    const stranger = make(store, systemClock, new Uint8Array(32).fill(8));
    await expect(make(store).spend(await solved(stranger))).rejects.toMatchObject({
      code: 'invalid_challenge',
      message: 'The challenge was not given out by this server.',
    });
  });

  test('are refused when anything in them was changed', async () => {
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

  test('are refused with a wrong solution, and may then still be solved', async () => {
    const challenges = make(store);
    const { challenge, solution } = await solved(challenges);
    const wrong = { ...solution, derivedKey: '00'.repeat(32) };
    await expect(challenges.spend({ challenge, solution: wrong })).rejects.toMatchObject({
      message: 'The solution is wrong.',
    });
    await expect(challenges.spend({ challenge, solution })).resolves.toBeUndefined();
  });

  test('are refused when their time is over', async () => {
    let now = systemClock();
    const challenges = make(store, () => now);
    const inTime = await solved(challenges);
    now = millis(now + CHALLENGE_LIFE_MS);
    await expect(challenges.spend(inTime)).rejects.toMatchObject({
      message: 'The challenge has expired. Get a new one.',
    });
  });
});
