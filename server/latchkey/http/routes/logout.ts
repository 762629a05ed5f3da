import { type Context, Hono } from 'hono';
import type { Proofs } from '../../dpop/verify-proof.ts';
import { Problem } from '../../errors/problem.ts';
import type { Observer } from '../../observability/observer.ts';
import type { SessionId } from '../../session/record.ts';
import type { SessionCache } from '../../session/session-cache.ts';
import type { Sessions } from '../../session/sessions.ts';
import type { AccessTokens } from '../../tokens/access-token.ts';
import type { RefreshTokens } from '../../tokens/refresh-token.ts';
import { describe } from '../openapi/describe.ts';
import { bearerToken } from '../request/bearer-token.ts';
import type { PublicPaths } from '../request/public-path.ts';
import { requireJson } from '../request/read-json.ts';
import { type PresentedToken, readRefreshTokens } from '../request/refresh-tokens.ts';
import type { RefreshCookie } from '../response/refresh-cookie.ts';
import { signOut } from '../sign-out.ts';

export interface LogoutRouteDeps {
  readonly cookie: RefreshCookie;
  readonly accessTokens: Pick<AccessTokens, 'verify'>;
  readonly refreshTokens: RefreshTokens;
  readonly proofs: Proofs;
  readonly publicPaths: PublicPaths;
  readonly sessions: Sessions;
  readonly sessionCache: SessionCache;
  readonly observer: Pick<Observer, 'sessionEnded'>;
  readonly clientAddress: (c: Context) => string;
}

/**
 * POST /auth/logout: 204 whatever was signed in (RFC 7009 section 2.2). A session ends when the request shows
 * its access token, or its cookie together with its key. The cookie alone ends nothing and is not cleared:
 * every extension with the host permission can send it, and none of them may sign our user out.
 */
export function logoutRoute(deps: LogoutRouteDeps) {
  return new Hono().post(
    '/auth/logout',
    describe({
      tag: 'Session',
      auth: 'access token, or cookie and proof',
      summary: 'Ends the session of the access token, or of the cookie and its key',
      success: { status: 204, description: 'Nothing that was shown is signed in any more', cookie: true },
      problems: [
        'unsupported_media_type',
        'invalid_dpop_proof',
        'use_dpop_nonce',
        'origin_not_allowed',
        'storage_unavailable',
      ],
    }),
    async (c) => {
      // It takes no body. One of a type that a form could send comes from a page, whatever else it may show.
      if (c.req.header('Content-Type') !== undefined) requireJson(c);
      const ended = new Set<SessionId>();
      const end = async (sid: SessionId) => {
        await signOut(deps, sid, deps.clientAddress(c));
        ended.add(sid);
      };
      const ofToken = tokenSession(deps, c);
      if (ofToken !== undefined) await end(ofToken);
      const ofCookies = await cookieSessions(deps, c);
      // Many cookies may be of one session; each is asked for once.
      const sids = [...new Set(ofCookies.map(({ claims }) => claims.sid))];
      for (const sid of await withKey(deps, c, sids)) await end(sid);

      const over = ofCookies.filter(({ claims }) => ended.has(claims.sid));
      if (over.length > 0)
        deps.cookie.clear(
          c,
          over.some(({ former }) => former),
        );
      return c.body(null, 204);
    },
  );
}

/** A token that is no good counts as none: what it was for is not signed in with it. */
function tokenSession(deps: LogoutRouteDeps, c: Context): SessionId | undefined {
  const header = c.req.header('Authorization');
  if (header === undefined) return undefined;
  try {
    const claims = deps.accessTokens.verify(bearerToken(header));
    return claims.kind === 'access' ? claims.sid : undefined;
  } catch (cause) {
    if (cause instanceof Problem && cause.code === 'invalid_token') return undefined;
    throw cause;
  }
}

async function cookieSessions(deps: LogoutRouteDeps, c: Context): Promise<readonly PresentedToken[]> {
  const shown = await readRefreshTokens(deps, c);
  return shown.type === 'genuine' ? shown.tokens : [];
}

/**
 * Those of the sessions that are bound to the key of the request's proof.
 * @throws {Problem} when a session goes on because of the proof alone: 204 would let its client believe in an end
 */
async function withKey(deps: LogoutRouteDeps, c: Context, sids: readonly SessionId[]): Promise<SessionId[]> {
  const header = c.req.header('DPoP');
  if (header === undefined) return [];
  const records = await Promise.all(sids.map((sid) => deps.sessionCache.read(sid)));
  const going = records.filter((record) => record !== null).filter(({ status }) => status === 'active');
  if (going.length === 0) return [];
  const proof = deps.proofs.verify(header, c.req.method, deps.publicPaths.of(c));
  await deps.proofs.spend(proof);
  return going.filter(({ jkt }) => jkt === proof.jkt).map(({ sid }) => sid);
}
