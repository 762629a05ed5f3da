import type { Observer } from '../observability/observer.ts';
import type { Millis } from '../time/time.ts';
import { type SessionId, type SessionRecord, sessionId, type UserId, userId } from './record.ts';
import type { Sessions } from './sessions.ts';

/** A session as the app around sees it. */
export interface UserSession {
  readonly id: string;
  readonly userId: UserId;
  readonly username: string;
  /** What the user calls the device, or what it calls itself. */
  readonly label: string;
  readonly createdAt: Date;
  /** The last refresh, so up to five minutes before the last call. */
  readonly lastUsedAt: Date;
}

/** Why the app ends a session; its user is told. */
export type AppsEndReason = 'admin' | 'password';

/**
 * The sessions of the app's users, for its own pages and jobs: a password that was reset, an account that was closed. An
 * end holds at once, on every server of the storage within a second. Every method rejects with
 * `Problem('storage_unavailable')` when the storage can not be asked.
 */
export interface UsersSessions {
  /** Those that can still be used, the last used first. */
  list(userId: string): Promise<readonly UserSession[]>;
  /** @returns whether this call has ended it; not where there is none, or it had ended. */
  end(sessionId: string, reason?: AppsEndReason): Promise<boolean>;
  /**
   * @param keep the session that goes on, as of who has just chosen a new password
   * @returns how many were ended by this call
   */
  endAll(
    userId: string,
    options?: { readonly reason?: AppsEndReason; readonly keep?: string },
  ): Promise<number>;
}

/** Where an audit line says the network address of who has done something. */
const BY_APP = 'app';

export function createUsersSessions(
  sessions: Pick<Sessions, 'list' | 'end' | 'endAll'>,
  observer: Pick<Observer, 'sessionEnded'>,
): UsersSessions {
  return {
    list: async (id) => (await sessions.list(userId(id))).map(shown),
    async end(id, reason = 'admin') {
      const { record, outcome } = await sessions.end(sessionId(id), reason);
      if (record === null || outcome.type !== 'ended') return false;
      observer.sessionEnded(reason, record, BY_APP);
      return true;
    },
    async endAll(id, { reason = 'admin', keep } = {}) {
      const kept: SessionId | undefined = keep === undefined ? undefined : sessionId(keep);
      const ended = await sessions.endAll(userId(id), reason, kept);
      for (const record of ended) observer.sessionEnded(reason, record, BY_APP);
      return ended.length;
    },
  };
}

const shown = ({ sid, uid, username, label, createdAt, lastUsedAt }: SessionRecord): UserSession => ({
  id: sid,
  userId: uid,
  username,
  label,
  createdAt: date(createdAt),
  lastUsedAt: date(lastUsedAt),
});

const date = (at: Millis) => new Date(at);
