import type { SessionId, SessionRecord } from '../session/record.ts';
import { key } from '../storage/key.ts';
import type { Key, Store } from '../storage/store.ts';
import type { Millis } from '../time/time.ts';

/** Refreshes with the session's cookie and somebody else's key, for its owner to see. */
export type RefusedAttempts = {
  readonly count: number;
  readonly lastAt: Millis;
  /** The network address the last one came from. */
  readonly lastAddress: string;
};

/**
 * Kept beside the session's record and not in it: whoever holds a stolen cookie may write here as often as
 * the rate limit lets them, and must not get in the way of the owner's rotations.
 */
export async function recordRefusedAttempt(
  store: Store,
  record: SessionRecord,
  address: string,
  now: Millis,
): Promise<void> {
  const at = refusedAttemptsKey(record.sid);
  const before = await store.get<RefusedAttempts>(at);
  const next: RefusedAttempts = { count: (before?.count ?? 0) + 1, lastAt: now, lastAddress: address };
  await store.put(at, next, record.absoluteUntil);
}

export function readRefusedAttempts(store: Store, sid: SessionId): Promise<RefusedAttempts | null> {
  return store.get<RefusedAttempts>(refusedAttemptsKey(sid));
}

const refusedAttemptsKey = (sid: SessionId): Key => key('refused', sid);
