import QuickLRU from 'quick-lru';
import type { CacheInvalidation } from '../storage/cache-invalidation.ts';
import type { Store } from '../storage/store.ts';
import { EVERY_SESSION, inEpoch, readEpoch } from './epoch.ts';
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
  /** The epoch of now. @throws {Problem} `storage_unavailable` */
  epoch(): Promise<number>;
  /** Forgets everything, since all sessions have ended. */
  forgetAll(): void;
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
  const records = new QuickLRU<SessionId, SessionRecord>({ maxSize: REMEMBERED });
  const underWay = new Map<SessionId, Set<UnderWay>>();

  /** `undefined` while it has to be asked for. */
  let known: number | undefined;
  /** Counts what was announced, so that an answer from before it is not kept. */
  let announced = 0;

  invalidation.onInvalidate((sid) => {
    if (sid === null || sid === EVERY_SESSION) {
      forgetAll();
    } else {
      records.delete(sid as SessionId);
      outdate(sid as SessionId);
    }
  });

  function forgetAll(): void {
    records.clear();
    known = undefined;
    announced += 1;
    for (const pending of underWay.keys()) outdate(pending);
  }

  async function epoch(): Promise<number> {
    // As below: to be asked for trust may be what makes it known that what is remembered is over.
    if (invalidation.trusted() && known !== undefined) return known;
    const before = announced;
    const current = await readEpoch(store);
    if (before === announced) known = current;
    return current;
  }

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
    getCached(sid) {
      // Asking for trust comes first: it may be what makes the epoch known to be over.
      const record = invalidation.trusted() ? records.get(sid) : undefined;
      return record !== undefined && known !== undefined ? inEpoch(record, known) : undefined;
    },
    epoch,
    forgetAll,
    async read(sid) {
      const [record, current] = await Promise.all([
        tracking(sid, 'read', () => store.get<SessionRecord>(sessionKey(sid))),
        epoch(),
      ]);
      return record === null ? null : inEpoch(record, current);
    },
    writeThrough: (sid, change) => tracking(sid, 'write', change),
  };
}
