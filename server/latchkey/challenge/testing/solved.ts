import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Store } from '../../storage/store.ts';
import { type Clock, systemClock } from '../../time/time.ts';
import { createChallenges, type SolvedChallenge } from '../challenges.ts';

const secret = new Uint8Array(32).fill(7);
/** Challenges that cost next to nothing. */
export const make = (store: Store, clock: Clock = systemClock, own = secret) =>
  createChallenges({ store, clock, secret: () => own, cost: 1 });

/** A challenge with its solution, as a client sends it. */
export async function solved(challenges: ReturnType<typeof make>): Promise<SolvedChallenge> {
  const challenge = await challenges.issue();
  const solution = await solveChallenge({ challenge, deriveKey });
  if (solution === null) throw new Error('not solved');
  return { challenge, solution } as SolvedChallenge;
}
