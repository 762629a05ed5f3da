import pLimit from 'p-limit';
import { Problem } from '../errors/problem.ts';
import type { Store } from '../storage/store.ts';
import { type Clock, type Millis, millis } from '../time/time.ts';
import type { ClockTrust } from './clock-trust.ts';
import { beginEpoch, inEpoch, readEpoch } from './epoch.ts';
import {
  type EndReason,
  type Generation,
  generation,
  type SessionId,
  type SessionOwner,
  type SessionRecord,
  sessionId,
  sessionKey,
  type Thumbprint,
  type UserId,
  userSessionsKey,
} from './record.ts';
import type { SessionCache } from './session-cache.ts';
import {
  DUPLICATE_MS,
  endReason,
  type RefreshEvent,
  type SessionEvent,
  type SessionOutcome,
  transition,
} from './transition.ts';

/** What one account may have at a time: more than anybody has devices, and few enough to end all of them at once. */
export const MOST_SESSIONS = 100;

/** So that nobody else waits behind the end of all of somebody's sessions. */
const ENDS_AT_ONCE = 20;

export interface SessionLifetimes {
  /** How long a session lives without a refresh. */
  readonly idleMs: Millis;
  /** How long it lives at most, however often it is refreshed. */
  readonly absoluteMs: Millis;
}

export interface SessionsDeps {
  readonly store: Store;
  readonly sessionCache: SessionCache;
  readonly clock: Clock;
  /** Base64url of this many random bytes. */
  readonly random: (bytes: number) => string;
  readonly lifetimes: SessionLifetimes;
  readonly clockTrusted: ClockTrust;
}

/** Whose the session is to be, the key it is bound to, and what the user calls the device. */
export interface NewSession extends SessionOwner {
  readonly jkt: Thumbprint;
  readonly label: string;
}

/** What has become of a session, and its record after that. */
export interface Applied {
  readonly record: SessionRecord | null;
  readonly outcome: SessionOutcome;
}

/** How often a lost comparison is tried again; each loss means that somebody else's change went through. */
const ATTEMPTS = 16;
/** An ended session's record answers "why" for a day after it could last have been used. */
const TOMBSTONE_MS = 24 * 60 * 60 * 1000;

/** The sessions of a storage. Every method may throw `storage_unavailable`. */
export interface Sessions extends ReturnType<typeof createSessions> {}

/**
 * The sessions in the storage. Every change is a pure transition applied by compare-and-set, so of two
 * processes that change a session at once one wins and the other decides again on what the winner wrote.
 * Every method throws `Problem('storage_unavailable')` when the storage can not be asked.
 */
export function createSessions({
  store,
  sessionCache,
  clock,
  random,
  lifetimes,
  clockTrusted,
}: SessionsDeps) {
  const endsAtOnce = pLimit(ENDS_AT_ONCE);
  const policy = { idleMs: lifetimes.idleMs, duplicateMs: DUPLICATE_MS };
  const keptUntil = (record: SessionRecord) => millis(record.absoluteUntil + TOMBSTONE_MS);

  /**
   * @param known the record as it was last seen; spares asking for it while it still holds. A change is compared
   * with what is stored, and what would change nothing is decided again on what is stored.
   */
  async function apply(sid: SessionId, event: SessionEvent, known?: SessionRecord): Promise<Applied> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const record = (attempt === 0 && known) || (await sessionCache.read(sid));
      const { next, outcome } = transition(record, event, clock(), policy);
      if (next === record || next === null) {
        if (record !== null && record === known) continue;
        return { record, outcome };
      }
      const ended = next.status !== 'active';
      const written = await sessionCache.writeThrough(sid, async () => {
        const won = await store.compareAndSet(sessionKey(sid), record, next, {
          expiresAt: keptUntil(next),
          ...(ended && { publish: sid }),
        });
        return won ? next : null;
      });
      if (written !== null) return { record: written, outcome };
    }
    throw new Problem('storage_unavailable', { retryAfterMs: 1_000 });
  }

  /**
   * The user's sessions that nothing has ended. One that was idle for too long by this server's clock is among
   * them, since by another's it may not have been.
   */
  async function activeOf(uid: UserId): Promise<SessionRecord[]> {
    const at = userSessionsKey(uid);
    const sids = (await store.members(at)).map(sessionId);
    const [records, epoch] = await Promise.all([
      store.getMany<SessionRecord>(sids.map(sessionKey)),
      sessionCache.epoch(),
    ]);
    const found: SessionRecord[] = [];
    for (const [index, sid] of sids.entries()) {
      const record = records[index];
      const goesOn = record != null && inEpoch(record, epoch).status === 'active';
      if (goesOn && (clock() < keptUntil(record) || !clockTrusted())) found.push(record);
      else await store.removeMember(at, sid);
    }
    return found;
  }

  async function end(sid: SessionId, reason: EndReason): Promise<Applied> {
    const applied = await apply(sid, { type: 'end', reason });
    // What fails here is made up for by the next list; that the session has ended must not be lost over it.
    if (applied.record !== null) {
      await store.removeMember(userSessionsKey(applied.record.uid), sid).catch(() => {});
    }
    return applied;
  }

  /** @returns those that this has ended, and nobody else at the same moment. */
  async function endEach(records: readonly SessionRecord[], reason: EndReason): Promise<SessionRecord[]> {
    const applied = await endsAtOnce.map(records, ({ sid }) => end(sid, reason));
    return applied.flatMap(({ record, outcome }) =>
      record !== null && outcome.type === 'ended' ? [record] : [],
    );
  }

  async function putNew(record: SessionRecord): Promise<SessionRecord> {
    await store.put(sessionKey(record.sid), record, keptUntil(record));
    return record;
  }

  /** @returns what is there: this record, or the one that was there already. */
  async function putOnce(record: SessionRecord): Promise<SessionRecord> {
    const at = sessionKey(record.sid);
    if (await store.compareAndSet(at, null, record, { expiresAt: keptUntil(record) })) return record;
    const before = await store.get<SessionRecord>(at);
    if (before === null) throw new Problem('storage_unavailable', { retryAfterMs: 1_000 });
    return before;
  }

  return {
    /** For a session whose id has to be known before it is started. */
    newId: (): SessionId => sessionId(random(16)),

    /**
     * A new session, generation 1.
     * @param sid where it was fixed before, so that starting it again changes nothing and brings it as it is now
     */
    async start(owner: NewSession, sid?: SessionId): Promise<SessionRecord> {
      const now = clock();
      const absoluteUntil = millis(now + lifetimes.absoluteMs);
      const record: SessionRecord = {
        sid: sid ?? sessionId(random(16)),
        uid: owner.uid,
        username: owner.username,
        ...(owner.scopes !== undefined && { scopes: owner.scopes }),
        ...(owner.claims !== undefined && { claims: owner.claims }),
        gen: generation(1),
        ackedAt: null,
        rotatedAt: now,
        idleUntil: millis(Math.min(now + lifetimes.idleMs, absoluteUntil)),
        absoluteUntil,
        status: 'active',
        jkt: owner.jkt,
        label: owner.label,
        createdAt: now,
        lastUsedAt: now,
        secret: random(32),
        // Asked for anew: one that is remembered may have ended a moment ago, and the session would with it.
        epoch: await readEpoch(store),
      };
      return sessionCache.writeThrough(record.sid, async () => {
        const kept = sid === undefined ? await putNew(record) : await putOnce(record);
        // After the record, since a list drops ids that have none; before the answer, so that no token is out
        // whose session its owner could not see and end.
        await store.addMember(userSessionsKey(owner.uid), record.sid);
        return kept;
      });
    },

    /** What becomes of a session, as it was last seen, when this is presented. */
    refresh: (known: SessionRecord, presented: Omit<RefreshEvent, 'type'>): Promise<Applied> =>
      apply(known.sid, { type: 'refresh', ...presented }, known),

    /** The client has shown an access token of this generation. */
    acknowledge: (known: SessionRecord, gen: Generation): Promise<Applied> =>
      apply(known.sid, { type: 'acknowledge', gen }, known),

    /** Ends a session for good; ending one that has ended changes nothing. */
    end,

    /** The user's sessions that can still be refreshed, the last used first. */
    async list(uid: UserId): Promise<SessionRecord[]> {
      const now = clock();
      const usable = (await activeOf(uid)).filter((record) => endReason(record, now) === null);
      return usable.sort((a, b) => b.lastUsedAt - a.lastUsedAt);
    },

    /** Ends all of a user's sessions but the one to keep. @returns those that ended. */
    async endAll(uid: UserId, reason: EndReason, keep?: SessionId): Promise<SessionRecord[]> {
      return endEach(
        (await activeOf(uid)).filter(({ sid }) => sid !== keep),
        reason,
      );
    },

    /**
     * Ends the longest unused of a user's sessions that are more than there may be, but never the one that has just
     * begun. @returns those that ended.
     */
    async endSurplus({ uid, sid }: Pick<SessionRecord, 'uid' | 'sid'>): Promise<SessionRecord[]> {
      // Ids of sessions that have run out are among them, so that nearly nobody's sessions have to be looked at.
      if ((await store.members(userSessionsKey(uid))).length <= MOST_SESSIONS) return [];
      const others = (await activeOf(uid)).filter((record) => record.sid !== sid);
      const surplus = Math.max(0, others.length + 1 - MOST_SESSIONS);
      const longestUnused = others.sort((a, b) => a.lastUsedAt - b.lastUsedAt);
      return endEach(longestUnused.slice(0, surplus), 'logout');
    },

    /**
     * Ends every session of everybody, in one step however many there are. Other processes hear of it as of any end:
     * within a second.
     */
    async endEverybodys(): Promise<void> {
      await beginEpoch(store);
      sessionCache.forgetAll();
    },

    /** The session as it is now, by what this process remembers where that may be believed. */
    read: (sid: SessionId): Promise<SessionRecord | null> => sessionCache.read(sid),
  };
}
