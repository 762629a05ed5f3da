import { Hono } from 'hono';
import * as v from 'valibot';
import type { Accounts } from '../accounts/accounts.ts';
import { presentedPasswordSchema } from '../accounts/password-rules.ts';
import { accountName } from '../accounts/username.ts';
import { solvedChallengeSchema } from '../challenge/challenges.ts';
import { describe } from '../http/describe.ts';
import { json } from '../http/validate.ts';
import type { SignInObserver } from '../observability/sign-in-observer.ts';
import type { Sessions } from '../session/sessions.ts';
import { type AdmissionDeps, admit } from './admission.ts';
import { deviceLabel, labelSchema } from './device-label.ts';
import type { AnswerWithPair } from './pair.ts';
import { tokenAnswerSchema } from './token-answer.ts';

export interface LoginRouteDeps extends AdmissionDeps {
  readonly accounts: Accounts;
  readonly sessions: Pick<Sessions, 'start'>;
  readonly observer: SignInObserver;
  readonly answerWithPair: AnswerWithPair;
}

const loginSchema = v.strictObject({
  username: v.pipe(v.string(), v.minLength(1, 'is missing'), v.maxLength(256, 'is too long')),
  password: presentedPasswordSchema,
  challenge: solvedChallengeSchema,
  label: v.optional(labelSchema),
});

/** POST /auth/login: username and password for a session that is bound to the proof's key. */
export function loginRoute(deps: LoginRouteDeps) {
  const { accounts, protection, sessions, observer, address, answerWithPair } = deps;

  return new Hono().post(
    '/auth/login',
    describe({
      tag: 'Signing in',
      auth: 'proof',
      summary: 'Signs in',
      success: { status: 200, is: 'The pair; the refresh token is in the cookie', schema: tokenAnswerSchema },
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
    async (c) => {
      const { username, password, challenge, label } = c.req.valid('json');
      const from = address(c);
      return observer.watch('login', { username, address: from }, async () => {
        const { jkt } = await admit(deps, c, challenge);
        const attempt = { account: accountName(username), address: from, device: jkt };
        const user = await protection.guess(attempt, () => accounts.authenticate(username, password));
        const record = await sessions.start({
          uid: user.id,
          username: user.username,
          jkt,
          label: deviceLabel(label, c.req.header('User-Agent')),
        });
        observer.signedIn('login', record, from);
        return answerWithPair(c, record, 200);
      });
    },
  );
}
