import type { MiddlewareHandler } from 'hono';
import { Problem } from '../../errors/problem.ts';
import type { SessionId, SessionRecord, UserId } from '../../session/record.ts';
import type { AccessClaims, AccessKind } from '../../tokens/access-token.ts';
import type { OwnScope } from '../../tokens/scope.ts';
import type { VerifiedTokens } from '../../tokens/verified-tokens.ts';
import type { LivingSessions } from '../living-sessions.ts';
import { bearerToken } from '../request/bearer-token.ts';
import { requestHeader } from '../request/request-header.ts';
import { throwToApp } from '../response/problem-exception.ts';

/** Who is calling, as the routes behind the guard see it. */
export interface Access {
  readonly userId: UserId;
  readonly username: string;
  readonly sessionId: SessionId;
  readonly scopes: readonly string[];
  readonly kind: AccessKind;
  /** What `authenticate` or `loadUser` has said of the user. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** What the token itself says. */
  readonly token: AccessClaims;
}

/** What handlers behind the guard find in their context. */
export type AccessEnv = { Variables: { access: Access } };

/** So that a handler finds it behind `app.use`, of which Hono's types know nothing; as Hono's own middlewares have it. */
declare module 'hono' {
  interface ContextVariableMap {
    access: Access;
  }
}

/** What a route asks of a token. `S`: the scopes that modules and options have declared beside the library's own. */
export interface AccessRequirement<S extends string = string> {
  /** All of these must be in the token; none unless said. */
  readonly scopes?: readonly (OwnScope | S)[];
  /** A capability token is refused when only the session's own token will do; both are taken unless said. */
  readonly kinds?: readonly AccessKind[];
}

export interface AccessGuardDeps {
  readonly verified: VerifiedTokens;
  readonly livingSessions: LivingSessions;
}

/**
 * The guard for routes: a valid token, of a session that lives now, with the scopes that are asked for. The handler
 * finds who is calling in `c.var.access`. It throws an `HTTPException` of Hono's with the `Problem` as its cause:
 * `invalid_token` (401), `insufficient_scope` (403), and `storage_unavailable` (503 with `Retry-After`) when the session's
 * state can not be known.
 * @example
 * app.get('/api/orders', latchkey.requireAccess({ scopes: ['orders'] }), (c) =>
 *   c.json(ordersOf(c.var.access.userId)),
 * );
 */
export type RequireAccess<S extends string = string> = (
  requirement?: AccessRequirement<S>,
) => MiddlewareHandler<AccessEnv>;

/**
 * The guard of every API: a valid token, of a session that lives now. Cookies are not looked at, since a
 * browser attaches them to whoever calls. A storage that can not be asked is a 503: a 401 would make clients
 * drop their session.
 */
export function createAccessGuard({ verified, livingSessions }: AccessGuardDeps): RequireAccess {
  return (requirement = {}) =>
    function accessGuard(c, next) {
      const failed = (cause: unknown) => throwToApp(c, cause);
      try {
        const claims = verified.verify(bearerToken(requestHeader(c, 'authorization')));
        // Almost every request is of a session that is known and waits for nobody.
        const seen = livingSessions.remembered(claims);
        if (seen !== undefined) return admit(seen, claims);
        return livingSessions
          .now(claims, (record) => permit(claims, record, requirement))
          .then((record) => admit(record, claims))
          .catch(failed);
      } catch (cause) {
        return failed(cause);
      }

      function admit(record: SessionRecord, claims: AccessClaims): Promise<undefined> {
        const scopes = permit(claims, record, requirement);
        c.set('access', {
          userId: record.uid,
          username: record.username,
          sessionId: claims.sid,
          scopes,
          kind: claims.kind,
          claims: record.claims ?? NO_CLAIMS,
          token: claims,
        });
        return next() as Promise<undefined>;
      }
    };
}

const NO_CLAIMS: Access['claims'] = {};

/**
 * The scopes of the token that its user still has: one that was taken away is gone with the next refresh, and not with the
 * last token that has it.
 */
export function heldScopes(claims: AccessClaims, { scopes: granted }: SessionRecord): readonly string[] {
  return granted === undefined ? claims.scopes : claims.scopes.filter((scope) => granted.includes(scope));
}

/** @throws {Problem} `insufficient_scope` @returns the scopes that the token has by now */
function permit(
  claims: AccessClaims,
  record: SessionRecord,
  { scopes = [], kinds }: AccessRequirement,
): readonly string[] {
  const held = heldScopes(claims, record);
  if (kinds !== undefined && !kinds.includes(claims.kind)) {
    throw insufficientScope('This call needs the access token itself, not a capability token.', scopes);
  }
  if (!scopes.every((scope) => held.includes(scope))) {
    throw insufficientScope(`This call needs the scope "${scopes.join(' ')}".`, scopes);
  }
  return held;
}

function insufficientScope(detail: string, scopes: readonly string[]): Problem {
  return new Problem('insufficient_scope', { detail, scope: scopes.join(' ') });
}
