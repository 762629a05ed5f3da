import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { Accounts } from '../../accounts/accounts.ts';
import { presentedPasswordSchema } from '../../accounts/password-rules.ts';
import { type RemoveAccountDeps, removeAccount } from '../../accounts/remove-account.ts';
import { Problem } from '../../errors/problem.ts';
import type { Audit } from '../../observability/audit.ts';
import type { Protection } from '../../rate-limits/limits.ts';
import type { SessionObserver } from '../../session/observer.ts';
import type { AccessEnv, RequireAccess } from '../middleware/require-access.ts';
import { describe } from '../openapi/describe.ts';
import type { RefreshCookie } from '../refresh-cookie.ts';
import { json } from '../request/validate.ts';

export interface AccountRouteDeps extends RemoveAccountDeps {
  readonly requireAccess: RequireAccess;
  readonly observer: SessionObserver;
  readonly accounts: Pick<Accounts, 'authenticate' | 'remove'>;
  readonly protection: Pick<Protection, 'guessAgain'>;
  readonly cookie: Pick<RefreshCookie, 'clear'>;
  readonly audit: Audit;
  readonly address: (c: Context) => string;
}

const body = v.strictObject({ password: presentedPasswordSchema });

/** DELETE /auth/account: the account and all that belongs to it, for whoever knows its password. */
export function accountRoute(deps: AccountRouteDeps) {
  const { requireAccess, observer, accounts, protection, cookie, audit, address } = deps;
  return new Hono<AccessEnv>().delete(
    '/auth/account',
    describe(
      {
        tag: 'Account',
        auth: 'access token',
        summary: 'Removes the account, its notes and its sessions',
        success: { status: 204, is: 'They are gone, and the username is free' },
        problems: [
          'invalid_request',
          'invalid_token',
          'invalid_credentials',
          'insufficient_scope',
          'origin_not_allowed',
          'conflict',
          'rate_limited',
        ],
      },
      requireAccess({ scopes: ['account'], kinds: ['access'] }),
    ),
    json(body),
    async (c) => {
      const { userId, username, sessionId } = c.var.access;
      const { password } = c.req.valid('json');
      const from = { user: userId, address: address(c) };
      try {
        await protection.guessAgain({ sessionId, address: from.address }, () =>
          accounts.authenticate(username, password),
        );
      } catch (cause) {
        const reason = cause instanceof Problem ? cause.code : 'internal';
        audit({ event: 'account-removal-refused', reason, ...from });
        throw cause;
      }
      const ended = await removeAccount(deps, { id: userId, username }, 'logout');
      audit({ event: 'account-removed', by: 'user', ...from });
      for (const record of ended) observer.ended('logout', record, from.address);
      cookie.clear(c);
      return c.body(null, 204);
    },
  );
}
