import { type Context, Hono } from 'hono';
import { type Challenges, challengeSchema } from '../../challenge/challenges.ts';
import type { RateLimits } from '../../rate-limits/limits.ts';
import { describe } from '../openapi/describe.ts';

export interface ChallengeRouteDeps {
  readonly challenges: Challenges;
  readonly rateLimits: Pick<RateLimits, 'consumeChallenge'>;
  readonly clientAddress: (c: Context) => string;
}

/** GET /auth/challenge: the work to do before signing in or registering. */
export function challengeRoute({ challenges, rateLimits, clientAddress }: ChallengeRouteDeps) {
  return new Hono().get(
    '/auth/challenge',
    describe({
      tag: 'Signing in',
      summary: 'A proof-of-work challenge',
      description: 'For one sign-in or registration, within five minutes. Solved with altcha-lib.',
      success: { status: 200, description: 'The challenge', schema: challengeSchema },
      problems: ['origin_not_allowed', 'rate_limited'],
    }),
    async (c) => {
      await rateLimits.consumeChallenge(clientAddress(c));
      return c.json(await challenges.issue());
    },
  );
}
