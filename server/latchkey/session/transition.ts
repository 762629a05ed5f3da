import { type Millis, millis } from '../time/time.ts';
import {
  type EndReason,
  type Generation,
  generation,
  type SessionOwner,
  type SessionRecord,
  type Thumbprint,
} from './record.ts';

/** What a refresh presents. */
export interface RefreshEvent {
  readonly type: 'refresh';
  /** Of the refresh token in the cookie. */
  readonly gen: Generation;
  readonly jkt: Thumbprint;
  /** The newest generation that the client shows a receipt for, if any. */
  readonly receiptGen: Generation | null;
  /** When the proof was made at the earliest. */
  readonly provedAt: Millis;
  /** Whose the session is by now, where that has changed. */
  readonly owner?: SessionOwner;
}

/** What happens to a session. A refresh event's token and proof have been verified before. */
export type SessionEvent =
  | RefreshEvent
  | { readonly type: 'acknowledge'; readonly gen: Generation }
  | { readonly type: 'end'; readonly reason: EndReason };

/** Why a session can be refreshed no more: the `reason` of `invalid_grant`. */
export type DeadReason = EndReason | 'unknown' | 'expired' | 'key-mismatch';

/** What an event comes to. The documentation's table of the design explains each by this name. */
export type SessionOutcome =
  /** Final for this refresh token; nothing changed. */
  | { readonly type: 'dead'; readonly reason: DeadReason }
  /** The first use of the newest token: a new generation. */
  | { readonly type: 'rotated' }
  /** The storage had fallen behind a token that only this server can have issued: a new generation from that one. */
  | { readonly type: 'healed' }
  /** A lost answer or a duplicate: the successor was issued before, and is issued again. */
  | { readonly type: 'replayed' }
  /** A held-up request that later refreshes have overtaken: no token, no verdict. */
  | { readonly type: 'superseded' }
  /** Two parties hold this session's cookie and key, so it ends for both. */
  | { readonly type: 'reuse' }
  /** The client is known to hold the current pair. */
  | { readonly type: 'acknowledged' }
  /** Ended for good. */
  | { readonly type: 'ended' }
  | { readonly type: 'unchanged' };

export interface Transition {
  /** What to store in place of the record; the same object when nothing changes. */
  readonly next: SessionRecord | null;
  readonly outcome: SessionOutcome;
}

export interface TransitionPolicy {
  /** How long a session lives without a refresh. */
  readonly idleMs: Millis;
  /** How long after a rotation the generation before it may still be a duplicate rather than a clone. */
  readonly duplicateMs: Millis;
}

/** One minute covers a duplicate that a proxy or a sleeping laptop's socket has held up. */
export const DUPLICATE_MS = millis(60_000);

/**
 * The whole life of a session as one pure function: nothing else decides what becomes of one. It is applied by
 * compare-and-set, in `sessions.ts`.
 * @param now in milliseconds, as every time in the record
 */
export function transition(
  record: SessionRecord | null,
  event: SessionEvent,
  now: Millis,
  policy: TransitionPolicy,
): Transition {
  switch (event.type) {
    case 'refresh':
      return refresh(record, event, now, policy);
    case 'acknowledge':
      return acknowledge(record, event.gen, now);
    case 'end':
      return end(record, event.reason);
  }
}

/**
 * While the successor is not acknowledged its answer may have been lost, however long ago (FAPI 2.0 Security
 * Profile 5.3.2.1 clause 10). A proof from before the client is known to have moved on belongs to a request that
 * was held up on its way; whoever makes one later and shows an older generation is a clone. A clone that dates
 * its proof back gets neither a token nor the session ended.
 */
function refresh(
  record: SessionRecord | null,
  { gen, jkt, receiptGen, provedAt, owner }: RefreshEvent,
  now: Millis,
  policy: TransitionPolicy,
): Transition {
  const dead = endReason(record, now);
  if (record === null || dead !== null) return keep(record, { type: 'dead', reason: dead ?? 'unknown' });
  if (record.jkt !== jkt) return keep(record, { type: 'dead', reason: 'key-mismatch' });

  const owned = owner === undefined ? record : ownedBy(record, owner);
  if (gen === record.gen) return { next: successor(owned, gen, now, policy), outcome: { type: 'rotated' } };
  if (gen > record.gen) return { next: successor(owned, gen, now, policy), outcome: { type: 'healed' } };
  // The client has had a later pair and its browser lost the cookie: Chromium writes cookies to disk every
  // 30 s, so a crash brings an older one back. A clone from before the rotation has no such receipt.
  const held = Math.max(gen, receiptGen ?? 0);
  const recent = now - record.rotatedAt <= policy.duplicateMs;
  if (held >= record.gen) return keep(owned, { type: 'replayed' });
  if (held === record.gen - 1 && (recent || record.ackedAt === null))
    return keep(owned, { type: 'replayed' });
  if (provedAt <= movedOnAt(record)) return keep(record, { type: 'superseded' });
  return { next: { ...record, status: 'reuse' }, outcome: { type: 'reuse' } };
}

/**
 * When the client is known to have given up every older generation. Not the rotation alone: its answer may have
 * been lost and repeated long after, and until then the client went on sending the generation before.
 */
function movedOnAt({ rotatedAt, ackedAt }: SessionRecord): number {
  return Math.max(rotatedAt, ackedAt ?? 0);
}

/** Why a session can not be refreshed or used any more, or `null` while it can. */
export function endReason(record: SessionRecord | null, now: Millis): DeadReason | null {
  if (record === null) return 'unknown';
  if (record.status !== 'active') return record.status;
  return now >= record.idleUntil || now >= record.absoluteUntil ? 'expired' : null;
}

function successor(
  record: SessionRecord,
  from: Generation,
  now: Millis,
  policy: TransitionPolicy,
): SessionRecord {
  return {
    ...record,
    gen: generation(from + 1),
    ackedAt: null,
    rotatedAt: now,
    lastUsedAt: now,
    // RFC 10017: rotation never extends a lifetime that was set at sign-in.
    idleUntil: millis(Math.min(now + policy.idleMs, record.absoluteUntil)),
  };
}

/** Everything but the owner stays, and what the owner has no more of goes. */
function ownedBy({ scopes: _, claims: __, ...record }: SessionRecord, owner: SessionOwner): SessionRecord {
  return { ...record, ...owner };
}

/**
 * Whether an access token of this generation tells the record something new. What a process remembers may
 * be a generation behind, when another process rotated.
 */
export function needsAcknowledgement(record: SessionRecord, gen: number): boolean {
  return gen > record.gen || (gen === record.gen && record.ackedAt === null);
}

function acknowledge(record: SessionRecord | null, gen: Generation, now: Millis): Transition {
  if (record === null || record.status !== 'active' || record.ackedAt !== null || record.gen !== gen) {
    return keep(record, { type: 'unchanged' });
  }
  return { next: { ...record, ackedAt: now }, outcome: { type: 'acknowledged' } };
}

function end(record: SessionRecord | null, reason: EndReason): Transition {
  if (record === null || record.status !== 'active') return keep(record, { type: 'unchanged' });
  return { next: { ...record, status: reason }, outcome: { type: 'ended' } };
}

function keep(record: SessionRecord | null, outcome: SessionOutcome): Transition {
  return { next: record, outcome };
}
