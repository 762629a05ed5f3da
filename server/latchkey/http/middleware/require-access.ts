import type { MiddlewareHandler } from 'hono';
import { Problem } from '../../errors/problem.ts';
import { generation, type SessionId, type SessionRecord, type UserId } from '../../session/record.ts';
import type { LiveSessions } from '../../session/session-cache.ts';
import type { Sessions } from '../../session/sessions.ts';
import { deadReason, isNews } from '../../session/transition.ts';
import type { Clock } from '../../time/time.ts';
import type { AccessClaims, AccessKind } from '../../tokens/access-token.ts';
import type { Scope } from '../../tokens/scope.ts';
import type { VerifiedTokens } from '../../tokens/verified-tokens.ts';
import { bearerToken } from '../request/bearer-token.ts';
import { requestHeader } from '../request/request-header.ts';

/** Who is calling, as the routes behind the guard see it. */
export interface Access {
  readonly userId: UserId;
  readonly username: string;
  readonly sessionId: SessionId;
  readonly scopes: readonly Scope[];
  readonly kind: AccessKind;
  readonly claims: AccessClaims;
}

export type AccessEnv = { Variables: { access: Access } };

export interface AccessRequirement {
  /** All of these must be in the token. */
  readonly scopes: readonly Scope[];
  /** A capability token is refused when only the session's own token will do. */
  readonly kinds?: readonly AccessKind[];
}

export interface AccessGuardDeps {
  readonly verified: VerifiedTokens;
  readonly live: LiveSessions;
  readonly sessions: Pick<Sessions, 'acknowledge'>;
  readonly clock: Clock;
}

export type RequireAccess = (requirement: AccessRequirement) => MiddlewareHandler<AccessEnv>;

/**
 * The guard of every API: a valid token, of a session that lives now. Cookies are not looked at, since a
 * browser attaches them to whoever calls. A storage that can not be asked is a 503: a 401 would make clients
 * drop their session.
 */
export function createAccessGuard({ verified, live, sessions, clock }: AccessGuardDeps): RequireAccess {
  return (requirement) =>
    function accessGuard(c, next) {
      const claims = verified.verify(bearerToken(requestHeader(c, 'authorization')));
      const seen = living(live.remembered(claims.sid));
      // Almost every request is of a session that is known and waits for nobody.
      if (seen !== undefined && !isNews(seen, claims.gen)) return admit(seen);
      return seenNow(claims, seen, requirement).then(admit);

      function admit(record: SessionRecord): Promise<undefined> {
        permit(claims, requirement);
        c.set('access', {
          userId: claims.uid,
          username: record.username,
          sessionId: claims.sid,
          scopes: claims.scopes,
          kind: claims.kind,
          claims,
        });
        return next() as Promise<undefined>;
      }
    };

  /** The session, asked for where it was not remembered, and told that its client has this token. */
  async function seenNow(
    claims: AccessClaims,
    seen: SessionRecord | undefined,
    requirement: AccessRequirement,
  ): Promise<SessionRecord> {
    const record = seen ?? living(await live.read(claims.sid));
    if (record === undefined) throw ended();
    permit(claims, requirement);
    if (!isNews(record, claims.gen)) return record;
    const acknowledged = await sessions.acknowledge(record, generation(claims.gen));
    // The storage was asked, and may have said that the session ended a moment ago.
    if (living(acknowledged.record) === undefined) throw ended();
    return record;
  }

  function living(record: SessionRecord | null | undefined): SessionRecord | undefined {
    if (record === null || record === undefined) return undefined;
    return deadReason(record, clock()) === null ? record : undefined;
  }
}

/** @throws {Problem} `insufficient_scope` */
function permit(claims: AccessClaims, { scopes, kinds }: AccessRequirement): void {
  if (kinds !== undefined && !kinds.includes(claims.kind)) {
    throw insufficientScope('This call needs the access token itself, not a capability token.', scopes);
  }
  if (!scopes.every((scope) => claims.scopes.includes(scope))) {
    throw insufficientScope(`This call needs the scope "${scopes.join(' ')}".`, scopes);
  }
}

function ended(): Problem {
  return new Problem('invalid_token', { detail: 'The session of this access token has ended.' });
}

function insufficientScope(detail: string, scopes: readonly Scope[]): Problem {
  return new Problem('insufficient_scope', { detail, extensions: { scope: scopes.join(' ') } });
}
