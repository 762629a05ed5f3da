import { key } from '../storage/key.ts';
import type { Key } from '../storage/store.ts';
import type { SessionId, UserId } from './record.ts';

export const sessionKey = (sid: SessionId): Key => key('session', sid);

/** The set of a user's session ids, so that nothing ever scans all sessions. */
export const userSessionsKey = (uid: UserId): Key => key('user-sessions', uid);

export const refusedAttemptsKey = (sid: SessionId): Key => key('refused', sid);
