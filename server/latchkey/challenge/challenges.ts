import { createHmac, randomInt } from 'node:crypto';
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import * as v from 'valibot';
import { Problem } from '../errors/problem.ts';
import { key } from '../storage/key.ts';
import type { Store } from '../storage/store.ts';
import { type Clock, type Millis, millis, toSeconds } from '../time/time.ts';

/** How long there is to solve it; a slow phone needs seconds, a person who was called away some minutes. */
export const CHALLENGE_LIFE_MS = millis(5 * 60_000);
/** How many attempts solving takes: chosen anew each time, so that the work can not be skipped, 100 on average. */
const ATTEMPTS = { fewest: 50, most: 150 } as const;

const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{2,128}$/, 'must be lower-case hexadecimal'));
const count = v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(0, 'must not be negative'));

/** What the browser gets; altcha-lib's own form. */
export const challengeSchema = v.pipe(
  v.object({
    parameters: v.object({
      algorithm: v.literal('PBKDF2/SHA-256', 'must be PBKDF2/SHA-256'),
      nonce: hex,
      salt: hex,
      cost: count,
      keyLength: count,
      keyPrefix: hex,
      keySignature: hex,
      expiresAt: count,
    }),
    signature: hex,
  }),
  v.metadata({ ref: 'Challenge' }),
);

/** A challenge as it was given, and its solution; altcha-lib's `Payload`. */
export const solvedChallengeSchema = v.object({
  challenge: challengeSchema,
  solution: v.object({
    counter: v.pipe(count, v.maxValue(0xffff_ffff, 'is too large')),
    derivedKey: hex,
  }),
});

export type SolvedChallenge = v.InferOutput<typeof solvedChallengeSchema>;

export interface ChallengesDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** The same on every server that shares the storage; asked for each time, since it may be replaced. */
  readonly secret: () => Uint8Array;
  /** PBKDF2 rounds for each attempt. */
  readonly cost: number;
}

export type Challenges = ReturnType<typeof createChallenges>;

/**
 * Proof of work in place of a captcha: it makes guessing passwords and making accounts expensive, and asks
 * nothing of a person. Nothing is stored for a challenge that is given out, only for one that is spent.
 */
export function createChallenges({ store, clock, secret, cost }: ChallengesDeps) {
  const secrets = () => ({
    hmacSignatureSecret: derived(secret(), 'challenge'),
    hmacKeySignatureSecret: derived(secret(), 'solution'),
  });

  return {
    async issue() {
      return createChallenge({
        algorithm: 'PBKDF2/SHA-256',
        cost,
        counter: randomInt(ATTEMPTS.fewest, ATTEMPTS.most),
        deriveKey,
        expiresAt: toSeconds(millis(clock() + CHALLENGE_LIFE_MS)),
        ...secrets(),
      });
    },

    /**
     * Takes a solution, once: whoever is second loses, however close (the claim is atomic on every storage).
     * @throws Problem `invalid_challenge` that says whether a new one helps; `storage_unavailable`
     */
    async spend({ challenge, solution }: SolvedChallenge): Promise<void> {
      const expiresAt = millis(challenge.parameters.expiresAt * 1000);
      const { verified, expired, invalidSignature } = await verifySolution({
        challenge,
        solution,
        deriveKey,
        ...secrets(),
      });
      if (expired || clock() >= expiresAt) throw refused('The challenge has expired. Get a new one.');
      if (invalidSignature === true) throw refused('The challenge was not given out by this server.');
      if (!verified) throw refused('The solution is wrong.');
      if (!(await store.claim(spentKey(challenge), keptUntil(expiresAt)))) {
        throw refused('The challenge has been used. Get a new one.');
      }
    },
  };
}

/** The signature covers everything, so it names the challenge; it is a MAC of this server, so of one length. */
const spentKey = ({ signature }: SolvedChallenge['challenge']) => key('challenge', signature);

/** A little longer than it is accepted, for servers whose clocks differ. */
const keptUntil = (expiresAt: Millis) => millis(expiresAt + 60_000);

function refused(detail: string): Problem {
  return new Problem('invalid_challenge', { detail });
}

function derived(secret: Uint8Array, purpose: string): string {
  return createHmac('sha256', secret).update(purpose).digest('hex');
}
