import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { Accounts } from '../../accounts/accounts.ts';
import { newPasswordSchema, presentedPasswordSchema } from '../../accounts/password-rules.ts';
import { Problem } from '../../errors/problem.ts';
import type { Audit } from '../../observability/audit.ts';
import type { Protection } from '../../rate-limits/limits.ts';
import type { SessionObserver } from '../../session/observer.ts';
import type { Sessions } from '../../session/sessions.ts';
import type { AccessEnv, RequireAccess } from '../middleware/require-access.ts';
import { describe } from '../openapi/describe.ts';
import { json } from '../request/validate.ts';

export interface PasswordRouteDeps {
  readonly requireAccess: RequireAccess;
  readonly sessions: Sessions;
  readonly observer: SessionObserver;
  readonly accounts: Pick<Accounts, 'changePassword'>;
  readonly protection: Pick<Protection, 'guessAgain'>;
  readonly audit: Audit;
  readonly address: (c: Context) => string;
}

const body = v.strictObject({ current: presentedPasswordSchema, next: newPasswordSchema });

/** POST /auth/password: the new one holds at once, and every other session ends (ASVS 5.0, 7.4.3). */
export function passwordRoute({
  requireAccess,
  sessions,
  observer,
  accounts,
  protection,
  audit,
  address,
}: PasswordRouteDeps) {
  return new Hono<AccessEnv>().post(
    '/auth/password',
    describe(
      {
        tag: 'Account',
        auth: 'access token',
        summary: 'Changes the password and ends every other session',
        success: { status: 204, is: 'The new password holds' },
        problems: [
          'invalid_request',
          'invalid_token',
          'invalid_credentials',
          'weak_password',
          'origin_not_allowed',
          'rate_limited',
        ],
      },
      requireAccess({ scopes: ['account'], kinds: ['access'] }),
    ),
    json(body),
    async (c) => {
      const { userId, username, sessionId } = c.var.access;
      const { current, next } = c.req.valid('json');
      const from = { user: userId, address: address(c) };
      try {
        await protection.guessAgain({ sessionId, address: from.address }, () =>
          accounts.changePassword(username, current, next),
        );
      } catch (cause) {
        const reason = cause instanceof Problem ? cause.code : 'internal';
        audit({ event: 'password-change-refused', reason, ...from });
        throw cause;
      }
      audit({ event: 'password-changed', by: 'user', ...from });
      for (const record of await sessions.endAll(userId, 'password', sessionId)) {
        observer.ended('password', record, address(c));
      }
      return c.body(null, 204);
    },
  );
}
