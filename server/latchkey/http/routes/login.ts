import { Hono } from 'hono';
import * as v from 'valibot';
import type { Authenticate } from '../../accounts/identity.ts';
import { presentedPasswordSchema } from '../../accounts/password-rules.ts';
import { solvedChallengeSchema } from '../../challenge/challenges.ts';
import { Problem } from '../../errors/problem.ts';
import { describe } from '../openapi/describe.ts';
import { labelSchema } from '../request/device-label.ts';
import { json } from '../request/validate.ts';
import { tokenResponseSchema } from '../response/token-response.ts';
import { type SignInDeps, signIn } from '../sign-in.ts';

const loginSchema = v.strictObject({
  username: v.pipe(v.string(), v.minLength(1, 'is missing'), v.maxLength(256, 'is too long')),
  password: presentedPasswordSchema,
  challenge: solvedChallengeSchema,
  label: v.optional(labelSchema),
});

export interface LoginRouteDeps extends SignInDeps {
  /** In place of the accounts that are kept here. */
  readonly authenticate?: Authenticate | undefined;
}

/** POST /auth/login: username and password for a session that is bound to the proof's key. */
export function loginRoute({ authenticate, ...deps }: LoginRouteDeps) {
  return new Hono().post(
    '/auth/login',
    describe({
      tag: 'Signing in',
      auth: 'proof',
      summary: 'Signs in',
      success: {
        status: 200,
        description: 'The pair; the refresh token is in the cookie',
        schema: tokenResponseSchema,
        cookie: true,
      },
      problems: [
        'invalid_request',
        'invalid_challenge',
        'invalid_dpop_proof',
        'use_dpop_nonce',
        'invalid_credentials',
        'origin_not_allowed',
        'rate_limited',
      ],
    }),
    json(loginSchema),
    (c) => {
      const given = c.req.valid('json');
      const request = { action: 'login', status: 200, given } as const;
      if (authenticate) {
        return signIn(deps, c, {
          ...request,
          authenticate: (attempt) =>
            deps.rateLimits.limitPasswordAttempt(attempt, async () => known(await authenticate(given))),
          // What let somebody in may be for one use.
          stillHolds: async () => true,
        });
      }
      return signIn(deps, c, {
        ...request,
        authenticate: (attempt) =>
          deps.rateLimits.limitPasswordAttempt(attempt, () =>
            deps.accounts.authenticate(given.username, given.password),
          ),
        stillHolds: (user) => deps.accounts.stillHolds(user, given.password),
      });
    },
  );
}

function known<User>(user: User | null): User {
  if (user === null) throw new Problem('invalid_credentials');
  return user;
}
