import { type Context, Hono } from 'hono';
import { type Challenges, challengeSchema } from '../../challenge/challenges.ts';
import type { Protection } from '../../rate-limits/limits.ts';
import { describe } from '../openapi/describe.ts';

export interface ChallengeRouteDeps {
  readonly challenges: Challenges;
  readonly protection: Pick<Protection, 'challenge'>;
  readonly address: (c: Context) => string;
}

/** GET /auth/challenge: the work to do before signing in or registering. */
export function challengeRoute({ challenges, protection, address }: ChallengeRouteDeps) {
  return new Hono().get(
    '/auth/challenge',
    describe({
      tag: 'Signing in',
      summary: 'A proof-of-work challenge',
      description: 'For one sign-in or registration, within five minutes. Solved with altcha-lib.',
      success: { status: 200, is: 'The challenge', schema: challengeSchema },
      problems: ['origin_not_allowed', 'rate_limited'],
    }),
    async (c) => {
      await protection.challenge(address(c));
      return c.json(await challenges.issue());
    },
  );
}
