import { type Context, Hono } from 'hono';
import { Problem } from '../errors/problem.ts';
import { bearerToken } from '../guards/bearer-token.ts';
import { describe } from '../http/describe.ts';
import type { RefreshCookie } from '../http/refresh-cookie.ts';
import type { Proofs } from '../proof/verify-proof.ts';
import type { LiveSessions } from '../session/live-sessions.ts';
import type { SessionObserver } from '../session/observer.ts';
import type { SessionId } from '../session/record.ts';
import type { Sessions } from '../session/sessions.ts';
import type { AccessTokens } from '../tokens/access-token.ts';
import type { RefreshTokens } from '../tokens/refresh-token.ts';
import { endSession } from './end-session.ts';

export interface LogoutRouteDeps {
  readonly cookie: RefreshCookie;
  readonly accessTokens: Pick<AccessTokens, 'verify'>;
  readonly refreshTokens: RefreshTokens;
  readonly proofs: Proofs;
  readonly sessions: Sessions;
  readonly live: LiveSessions;
  readonly observer: SessionObserver;
  readonly address: (c: Context) => string;
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
      auth: 'cookie and proof',
      summary: 'Ends the session of the access token, or of the cookie and its key',
      success: { status: 204, is: 'Nothing that was shown is signed in any more' },
      problems: ['use_dpop_nonce', 'origin_not_allowed', 'storage_unavailable'],
    }),
    async (c) => {
      const ofCookie = cookieSession(deps, c);
      const shown = new Set<SessionId>();
      const ofToken = await tokenSession(deps, c);
      if (ofToken !== undefined) shown.add(ofToken);
      if (ofCookie !== undefined && (await showsKey(deps, c, ofCookie))) shown.add(ofCookie);

      for (const sid of shown) await endSession(deps, sid, deps.address(c));
      if (ofCookie !== undefined && shown.has(ofCookie)) deps.cookie.clear(c);
      return c.body(null, 204);
    },
  );
}

function cookieSession(deps: LogoutRouteDeps, c: Context): SessionId | undefined {
  const token = deps.cookie.read(c);
  if (token === undefined) return undefined;
  const claims = deps.refreshTokens.verify(token);
  return typeof claims === 'string' ? undefined : claims.sid;
}

async function tokenSession(deps: LogoutRouteDeps, c: Context): Promise<SessionId | undefined> {
  if (c.req.header('Authorization') === undefined) return undefined;
  const claims = await unless('invalid_token', () =>
    deps.accessTokens.verify(bearerToken(c.req.header('Authorization'))),
  );
  return claims?.kind === 'access' ? claims.sid : undefined;
}

async function showsKey(deps: LogoutRouteDeps, c: Context, sid: SessionId): Promise<boolean> {
  if (c.req.header('DPoP') === undefined) return false;
  const proof = await unless('invalid_dpop_proof', async () => {
    const verified = deps.proofs.verify(c.req.header('DPoP'), c.req.method, c.req.path);
    await deps.proofs.spend(verified);
    return verified;
  });
  return proof !== undefined && (await deps.live.read(sid))?.jkt === proof.jkt;
}

/** A credential that is no good counts as none here; an outage or a missing nonce must not look like success. */
async function unless<T>(
  code: 'invalid_token' | 'invalid_dpop_proof',
  work: () => T | Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Problem && cause.code === code) return undefined;
    throw cause;
  }
}
