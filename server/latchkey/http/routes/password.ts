import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { Accounts } from '../../accounts/accounts.ts';
import { newPasswordSchema, presentedPasswordSchema } from '../../accounts/password-rules.ts';
import type { Observer } from '../../observability/observer.ts';
import type { RateLimits } from '../../rate-limits/limits.ts';
import type { Sessions } from '../../session/sessions.ts';
import type { AccessEnv, RequireAccess } from '../middleware/require-access.ts';
import { describe } from '../openapi/describe.ts';
import { json } from '../request/validate.ts';

export interface PasswordRouteDeps {
  readonly requireAccess: RequireAccess;
  readonly sessions: Sessions;
  readonly observer: Pick<Observer, 'passwordChanged' | 'passwordChangeRefused' | 'sessionEnded'>;
  readonly accounts: Pick<Accounts, 'changePassword'>;
  readonly rateLimits: Pick<RateLimits, 'limitReauthentication'>;
  readonly clientAddress: (c: Context) => string;
}

const body = v.strictObject({ current: presentedPasswordSchema, next: newPasswordSchema });

/** POST /auth/password: the new one holds at once, and every other session ends (ASVS 5.0, 7.4.3). */
export function passwordRoute({
  requireAccess,
  sessions,
  observer,
  accounts,
  rateLimits,
  clientAddress,
}: PasswordRouteDeps) {
  return new Hono<AccessEnv>().post(
    '/auth/password',
    describe(
      {
        tag: 'Account',
        auth: 'access token',
        summary: 'Changes the password and ends every other session',
        success: { status: 204, description: 'The new password holds' },
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
      const address = clientAddress(c);
      const by = { by: 'user', user: userId, address } as const;
      try {
        await rateLimits.limitReauthentication({ sessionId, address }, () =>
          accounts.changePassword(username, current, next),
        );
      } catch (cause) {
        observer.passwordChangeRefused(by, cause);
        throw cause;
      }
      observer.passwordChanged(by);
      for (const record of await sessions.endAll(userId, 'password', sessionId)) {
        observer.sessionEnded('password', record, address);
      }
      return c.body(null, 204);
    },
  );
}
