import type { Owners } from '../accounts/owners.ts';
import type { Proof } from '../dpop/verify-proof.ts';
import { receiptGeneration } from '../session/receipt.ts';
import type { SessionRecord } from '../session/record.ts';
import type { Sessions } from '../session/sessions.ts';
import type { DeadReason } from '../session/transition.ts';
import { belongsTo, type RefreshClaims } from '../tokens/refresh-token.ts';

/** What a refresh comes to, once its token and its proof have been verified. */
export type RefreshOutcome =
  | { readonly type: 'rotated' | 'healed' | 'replayed'; readonly record: SessionRecord }
  | { readonly type: 'reuse' | 'superseded'; readonly record: SessionRecord }
  /** Whoever keeps the users lets its user in no more, so it was ended. */
  | { readonly type: 'disowned'; readonly record: SessionRecord }
  | { readonly type: 'dead'; readonly reason: DeadReason; readonly record: SessionRecord | null };

/**
 * One refresh of a session as it was last seen.
 * @param receipt of the last answer the client has had, as it sent it; checked here
 */
export async function refreshSession(
  { sessions, owners }: { sessions: Pick<Sessions, 'refresh' | 'end'>; owners: Pick<Owners, 'now'> },
  seen: SessionRecord | null,
  claims: RefreshClaims,
  proof: Pick<Proof, 'jkt' | 'madeAt'>,
  receipt: string | undefined,
): Promise<RefreshOutcome> {
  if (seen === null || !belongsTo(seen, claims)) {
    return { type: 'dead', reason: 'unknown', record: null };
  }
  // Nobody is asked for who has no key of the session: that is for everybody to try.
  const owner = seen.status === 'active' && seen.jkt === proof.jkt ? await owners.now(seen) : seen;
  if (owner === null) {
    const ended = await sessions.end(seen.sid, 'admin');
    if (ended.record !== null && ended.outcome.type === 'ended')
      return { type: 'disowned', record: ended.record };
  }
  const { record, outcome } = await sessions.refresh(seen, {
    gen: claims.gen,
    jkt: proof.jkt,
    receiptGen: receiptGeneration(seen, receipt),
    provedAt: proof.madeAt,
    ...(owner !== null && owner !== seen && { owner }),
  });
  if (record === null) return { type: 'dead', reason: 'unknown', record };
  switch (outcome.type) {
    case 'rotated':
    case 'healed':
    case 'replayed':
    case 'superseded':
    case 'reuse':
      return { type: outcome.type, record };
    case 'dead':
      return { type: 'dead', reason: outcome.reason, record };
    case 'acknowledged':
    case 'ended':
    case 'unchanged':
      throw new Error(`a refresh can not be "${outcome.type}"`);
  }
}

/** What is counted of refreshes: their outcomes, and what kept one from having any. */
export type RefreshLabel =
  | Exclude<RefreshOutcome['type'], 'disowned'>
  | 'key-mismatch'
  | 'proof-refused'
  | 'unavailable';

export function labelOf(outcome: RefreshOutcome): RefreshLabel {
  if (outcome.type === 'disowned') return 'dead';
  return outcome.type === 'dead' && outcome.reason === 'key-mismatch' ? 'key-mismatch' : outcome.type;
}
