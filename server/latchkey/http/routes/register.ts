import { Hono } from 'hono';
import * as v from 'valibot';
import { newPasswordSchema } from '../../accounts/password-rules.ts';
import { usernameSchema } from '../../accounts/username.ts';
import { solvedChallengeSchema } from '../../challenge/challenges.ts';
import { Problem } from '../../errors/problem.ts';
import { describe } from '../openapi/describe.ts';
import { labelSchema } from '../request/device-label.ts';
import { json } from '../request/validate.ts';
import { tokenResponseSchema } from '../response/token-response.ts';
import { type SignInDeps, signIn } from '../sign-in.ts';

export interface RegisterRouteDeps extends SignInDeps {
  readonly signup: 'open' | 'closed';
}

const registerSchema = v.strictObject({
  username: usernameSchema,
  password: newPasswordSchema,
  challenge: solvedChallengeSchema,
  label: v.optional(labelSchema),
});

/** POST /auth/register: a new account, signed in at once. */
export function registerRoute(deps: RegisterRouteDeps) {
  return new Hono().post(
    '/auth/register',
    describe({
      tag: 'Signing in',
      auth: 'proof',
      summary: 'Makes an account and signs in',
      success: {
        status: 201,
        description: 'The pair; the refresh token is in the cookie',
        schema: tokenResponseSchema,
        cookie: true,
      },
      problems: [
        'invalid_request',
        'invalid_challenge',
        'invalid_dpop_proof',
        'use_dpop_nonce',
        'signup_closed',
        'origin_not_allowed',
        'username_taken',
        'weak_password',
        'rate_limited',
      ],
    }),
    json(registerSchema),
    (c) => {
      if (deps.signup === 'closed') throw new Problem('signup_closed');
      const given = c.req.valid('json');
      return signIn(deps, c, {
        action: 'register',
        status: 201,
        given,
        authenticate: (attempt) =>
          deps.rateLimits.limitRegistration(attempt, () =>
            deps.accounts.create(given.username, given.password),
          ),
        stillHolds: (user) => deps.accounts.stillHolds(user, given.password),
      });
    },
  );
}
