import { Problem } from '../errors/problem.ts';
import { generation, type SessionRecord } from '../session/record.ts';
import type { SessionCache } from '../session/session-cache.ts';
import type { Sessions } from '../session/sessions.ts';
import { endReason, needsAcknowledgement } from '../session/transition.ts';
import type { Clock } from '../time/time.ts';
import type { AccessClaims } from '../tokens/access-token.ts';

export interface LivingSessionsDeps {
  readonly sessionCache: SessionCache;
  readonly sessions: Pick<Sessions, 'acknowledge'>;
  readonly clock: Clock;
}

export type LivingSessions = ReturnType<typeof createLivingSessions>;

/** Whether the session of an access token lives now, which its signature says nothing of. */
export function createLivingSessions({ sessionCache, sessions, clock }: LivingSessionsDeps) {
  /** The session of the token: it lives, and is the user's whom the token names. */
  function living(record: SessionRecord | null | undefined, claims: AccessClaims): SessionRecord | undefined {
    if (record === null || record === undefined || record.uid !== claims.uid) return undefined;
    return endReason(record, clock()) === null ? record : undefined;
  }

  return {
    /** The session as it is remembered, where that is enough: its client is known to have this token. */
    remembered(claims: AccessClaims): SessionRecord | undefined {
      const seen = living(sessionCache.getCached(claims.sid), claims);
      return seen !== undefined && !needsAcknowledgement(seen, claims.gen) ? seen : undefined;
    },

    /**
     * The session, asked for where it was not remembered, and told that its client has this token.
     * @param permit throws for a token that is not good for the call: that says nothing of its client
     * @throws {Problem} `invalid_token` for one that has ended, `storage_unavailable`
     */
    async now(
      claims: AccessClaims,
      permit: (record: SessionRecord) => void = () => {},
    ): Promise<SessionRecord> {
      const seen = living(sessionCache.getCached(claims.sid), claims);
      const record = seen ?? living(await sessionCache.read(claims.sid), claims);
      if (record === undefined) throw ended();
      permit(record);
      if (!needsAcknowledgement(record, claims.gen)) return record;
      const acknowledged = await sessions.acknowledge(record, generation(claims.gen));
      // The storage was asked, and may have said that the session ended a moment ago.
      if (living(acknowledged.record, claims) === undefined) throw ended();
      return record;
    },
  };
}

const ended = () => new Problem('invalid_token', { detail: 'The session of this access token has ended.' });
