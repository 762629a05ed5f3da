import type { Context } from 'hono';
import { Problem } from '../errors/problem.ts';
import type { Observer } from '../observability/observer.ts';
import type { SessionRecord } from '../session/record.ts';
import type { Sessions } from '../session/sessions.ts';
import type { RefreshTokens } from '../tokens/refresh-token.ts';
import { readRefreshTokens } from './request/refresh-tokens.ts';
import type { RefreshCookie } from './response/refresh-cookie.ts';
import { signOut } from './sign-out.ts';

export interface ReplacedSessionDeps {
  readonly cookie: RefreshCookie;
  readonly refreshTokens: RefreshTokens;
  readonly sessions: Pick<Sessions, 'read' | 'end'>;
  readonly observer: Pick<Observer, 'sessionEnded'>;
  readonly clientAddress: (c: Context) => string;
}

/**
 * Ends the session whose cookie the new session's takes the place of: nobody could refresh it any more, and its owner
 * would see a device that is none, with refused attempts that were their own (a browser whose key was cleared away asks
 * with a new one). Only for the same user, who has just shown who they are: the cookie alone ends nothing.
 */
export async function endReplacedSession(
  deps: ReplacedSessionDeps,
  c: Context,
  { uid, sid }: Pick<SessionRecord, 'uid' | 'sid'>,
): Promise<void> {
  const presented = await readRefreshTokens(deps, c);
  if (presented.type !== 'genuine') return;
  try {
    for (const { claims, former } of presented.tokens) {
      // One of the former name may be another extension's, and stays where it is.
      if (former || claims.sid === sid) continue;
      const replaced = await deps.sessions.read(claims.sid);
      if (replaced?.uid === uid) await signOut(deps, claims.sid, deps.clientAddress(c));
    }
  } catch (cause) {
    // It ends by itself when it was idle for long enough; who has signed in is not turned away over it.
    if (!(cause instanceof Problem && cause.code === 'storage_unavailable')) throw cause;
  }
}
