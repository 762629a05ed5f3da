import { Hono } from 'hono';
import * as v from 'valibot';
import { newPasswordSchema } from '../accounts/password-rules.ts';
import { accountName, usernameSchema } from '../accounts/username.ts';
import { solvedChallengeSchema } from '../challenge/challenges.ts';
import { Problem } from '../errors/problem.ts';
import { describe } from '../http/describe.ts';
import { json } from '../http/validate.ts';
import { admit } from './admission.ts';
import { deviceLabel, labelSchema } from './device-label.ts';
import type { LoginRouteDeps } from './login.ts';
import { tokenAnswerSchema } from './token-answer.ts';

export interface RegisterRouteDeps extends LoginRouteDeps {
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
  const { accounts, protection, sessions, observer, address, answerWithPair, signup } = deps;

  return new Hono().post(
    '/auth/register',
    describe({
      tag: 'Signing in',
      auth: 'proof',
      summary: 'Makes an account and signs in',
      success: { status: 201, is: 'The pair; the refresh token is in the cookie', schema: tokenAnswerSchema },
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
    async (c) => {
      const { username, password, challenge, label } = c.req.valid('json');
      const from = address(c);
      return observer.watch('register', { username, address: from }, async () => {
        if (signup === 'closed') throw new Problem('signup_closed');
        const { jkt } = await admit(deps, c, challenge);
        const attempt = { account: accountName(username), address: from, device: jkt };
        const user = await protection.registration(attempt, () => accounts.create(username, password));
        const record = await sessions.start({
          uid: user.id,
          username: user.username,
          jkt,
          label: deviceLabel(label, c.req.header('User-Agent')),
        });
        observer.signedIn('register', record, from);
        return answerWithPair(c, record, 201);
      });
    },
  );
}
