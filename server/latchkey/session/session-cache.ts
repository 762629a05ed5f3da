import { TwoGenerations } from '../cache/lru-cache.ts';
import type { CacheInvalidation } from '../storage/cache-invalidation.ts';
import type { Store } from '../storage/store.ts';
import { type SessionId, type SessionRecord, sessionKey } from './record.ts';

/** Half of how many sessions are remembered at most; about 600 bytes each. */
const REMEMBERED = 50_000;

/**
 * The sessions as this process last saw them, so that a guarded request asks the storage only once. Nothing
 * here is believed when the storage can not vouch for it.
 */
export interface SessionCache {
  /** What is remembered, if it may be believed now; no I/O. */
  getCached(sid: SessionId): SessionRecord | undefined;
  /** Asks the storage. @throws {Problem} `storage_unavailable` */
  read(sid: SessionId): Promise<SessionRecord | null>;
  /**
   * Remembers what a change leaves, unless somebody else's change is announced while it is under way: the answer of
   * the storage may be later than the announcement, and what it says older.
   * @param change returns the record that it has written, or `null` when it has not
   */
  writeThrough<T extends SessionRecord | null>(sid: SessionId, change: () => Promise<T>): Promise<T>;
}

/** A look at the storage or a change of it that is under way. */
interface UnderWay {
  readonly work: 'read' | 'write';
  outdated: boolean;
}

export function createSessionCache(store: Store, invalidation: CacheInvalidation): SessionCache {
  const records = new TwoGenerations<SessionId, SessionRecord>(REMEMBERED);
  const underWay = new Map<SessionId, Set<UnderWay>>();

  invalidation.onInvalidate((sid) => {
    if (sid === null) {
      records.clear();
      for (const pending of underWay.keys()) outdate(pending);
    } else {
      records.delete(sid as SessionId);
      outdate(sid as SessionId);
    }
  });

  function outdate(sid: SessionId, which?: UnderWay['work']): void {
    for (const one of underWay.get(sid) ?? []) {
      if (which === undefined || one.work === which) one.outdated = true;
    }
  }

  async function tracking<T extends SessionRecord | null>(
    sid: SessionId,
    kind: UnderWay['work'],
    run: () => Promise<T>,
  ): Promise<T> {
    const mine: UnderWay = { work: kind, outdated: false };
    const all = underWay.get(sid) ?? new Set();
    underWay.set(sid, all.add(mine));
    try {
      const record = await run();
      if (record !== null && !mine.outdated) records.set(sid, record);
      // Changes of this process are answered in the order in which they were made; looks at them are not.
      if (record !== null && kind === 'write') outdate(sid, 'read');
      return record;
    } catch (cause) {
      // A change that failed for its caller may have happened all the same.
      if (kind === 'write') records.delete(sid);
      throw cause;
    } finally {
      all.delete(mine);
      if (all.size === 0) underWay.delete(sid);
    }
  }

  return {
    getCached: (sid) => (invalidation.trusted() ? records.get(sid) : undefined),
    read: (sid) => tracking(sid, 'read', () => store.get<SessionRecord>(sessionKey(sid))),
    writeThrough: (sid, change) => tracking(sid, 'write', change),
  };
}
