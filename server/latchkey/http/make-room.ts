import type { Context } from 'hono';
import { Problem } from '../errors/problem.ts';
import type { Observer } from '../observability/observer.ts';
import type { SessionRecord } from '../session/record.ts';
import type { Sessions } from '../session/sessions.ts';
import type { RefreshTokens } from '../tokens/refresh-token.ts';
import { readRefreshTokens } from './request/refresh-tokens.ts';
import type { RefreshCookie } from './response/refresh-cookie.ts';
import { signOut } from './sign-out.ts';

export interface MakeRoomDeps {
  readonly cookie: RefreshCookie;
  readonly refreshTokens: RefreshTokens;
  readonly sessions: Pick<Sessions, 'read' | 'end' | 'endSurplus'>;
  readonly observer: Pick<Observer, 'sessionEnded'>;
  readonly clientAddress: (c: Context) => string;
}

/**
 * Ends what a session that has just begun leaves no room for. What the storage refuses meanwhile ends by itself when it
 * was idle for long enough: who has signed in is not turned away over it.
 */
export async function makeRoom(deps: MakeRoomDeps, c: Context, session: SessionRecord): Promise<void> {
  try {
    await endReplaced(deps, c, session);
    for (const record of await deps.sessions.endSurplus(session)) {
      deps.observer.sessionEnded('session-limit', record, deps.clientAddress(c));
    }
  } catch (cause) {
    if (!(cause instanceof Problem && cause.code === 'storage_unavailable')) throw cause;
  }
}

/**
 * Ends the session whose cookie the new session's takes the place of (ASVS 5.0, 7.2.4): nobody could refresh it any
 * more, and its owner would see a device that is none, with refused attempts that were their own (a browser whose key
 * was cleared away asks with a new one). Only for the same user or the same key, both of which were shown just now: the
 * cookie alone ends nothing.
 */
async function endReplaced(deps: MakeRoomDeps, c: Context, { uid, sid, jkt }: SessionRecord): Promise<void> {
  const presented = await readRefreshTokens(deps, c);
  if (presented.type !== 'genuine') return;
  for (const { claims, former } of presented.tokens) {
    // One of the former name may be another extension's, and stays where it is.
    if (former || claims.sid === sid) continue;
    const replaced = await deps.sessions.read(claims.sid);
    if (replaced?.uid === uid || replaced?.jkt === jkt) {
      await signOut(deps, claims.sid, deps.clientAddress(c));
    }
  }
}
