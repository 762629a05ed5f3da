import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { Accounts } from '../../accounts/accounts.ts';
import { presentedPasswordSchema } from '../../accounts/password-rules.ts';
import type { RemoveAccount } from '../../accounts/remove-account.ts';
import type { Observer } from '../../observability/observer.ts';
import type { RateLimits } from '../../rate-limits/limits.ts';
import type { AccessEnv, RequireAccess } from '../middleware/require-access.ts';
import { describe } from '../openapi/describe.ts';
import { json } from '../request/validate.ts';
import type { RefreshCookie } from '../response/refresh-cookie.ts';

export interface AccountRouteDeps {
  readonly requireAccess: RequireAccess;
  readonly observer: Pick<Observer, 'accountRemoved' | 'accountRemovalRefused' | 'sessionEnded'>;
  readonly accounts: Pick<Accounts, 'authenticate'>;
  readonly removeAccount: RemoveAccount;
  readonly rateLimits: Pick<RateLimits, 'limitReauthentication'>;
  readonly cookie: Pick<RefreshCookie, 'clear'>;
  readonly clientAddress: (c: Context) => string;
}

const body = v.strictObject({ password: presentedPasswordSchema });

/** DELETE /auth/account: the account and all that belongs to it, for whoever knows its password. */
export function accountRoute({
  requireAccess,
  observer,
  accounts,
  removeAccount,
  rateLimits,
  cookie,
  clientAddress,
}: AccountRouteDeps) {
  return new Hono<AccessEnv>().delete(
    '/auth/account',
    describe(
      {
        tag: 'Account',
        auth: 'access token',
        summary: 'Removes the account with its sessions and all else that belongs to it',
        success: { status: 204, description: 'They are gone, and the username is free', cookie: true },
        problems: [
          'invalid_request',
          'invalid_token',
          'invalid_credentials',
          'insufficient_scope',
          'origin_not_allowed',
          'account_changed',
          'rate_limited',
        ],
      },
      requireAccess({ scopes: ['account'], kinds: ['access'] }),
    ),
    json(body),
    async (c) => {
      const { userId, username, sessionId } = c.var.access;
      const { password } = c.req.valid('json');
      const address = clientAddress(c);
      try {
        await rateLimits.limitReauthentication({ sessionId, address }, () =>
          accounts.authenticate(username, password),
        );
      } catch (cause) {
        observer.accountRemovalRefused({ by: 'user', user: userId, address }, cause);
        throw cause;
      }
      await removeAccount({ id: userId, username }, { by: 'user', address }, observer);
      cookie.clear(c);
      return c.body(null, 204);
    },
  );
}
