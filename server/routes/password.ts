import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { AccessEnv, RequireAccess } from '../guards/access.ts';
import { json } from '../http/validate.ts';
import type { SessionObserver } from '../session/observer.ts';
import type { UserId } from '../session/record.ts';
import type { Sessions } from '../session/sessions.ts';

export interface PasswordRouteDeps {
  readonly requireAccess: RequireAccess;
  readonly sessions: Sessions;
  readonly observer: SessionObserver;
  /** @throws {Problem} `invalid_credentials`, `weak_password` or `rate_limited` */
  readonly changePassword: (c: Context, uid: UserId, current: string, next: string) => Promise<void>;
  readonly address: (c: Context) => string;
}

/** What the new password must be is the accounts' rule; here only what could never be one is refused. */
const anyPassword = v.pipe(v.string(), v.minLength(1, 'is missing'), v.maxLength(1024, 'is too long'));
const body = v.strictObject({ current: anyPassword, next: anyPassword });

/** POST /auth/password: the new one holds at once, and every other session ends (ASVS 5.0, 7.4.3). */
export function passwordRoute({
  requireAccess,
  sessions,
  observer,
  changePassword,
  address,
}: PasswordRouteDeps) {
  return new Hono<AccessEnv>().post(
    '/auth/password',
    requireAccess({ scopes: ['account'], kinds: ['access'] }),
    json(body),
    async (c) => {
      const { userId, sessionId } = c.var.access;
      const { current, next } = c.req.valid('json');
      await changePassword(c, userId, current, next);
      for (const record of await sessions.endAll(userId, 'password', sessionId)) {
        observer.ended('password', record, address(c));
      }
      return c.body(null, 204);
    },
  );
}
