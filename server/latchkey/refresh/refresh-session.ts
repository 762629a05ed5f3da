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
  | { readonly type: 'dead'; readonly reason: DeadReason; readonly record: SessionRecord | null };

/**
 * One refresh of a session as it was last seen.
 * @param receipt of the last answer the client has had, as it sent it; checked here
 */
export async function refreshSession(
  sessions: Pick<Sessions, 'refresh'>,
  seen: SessionRecord | null,
  claims: RefreshClaims,
  proof: Pick<Proof, 'jkt' | 'madeAt'>,
  receipt: string | undefined,
): Promise<RefreshOutcome> {
  if (seen === null || !belongsTo(seen, claims)) {
    return { type: 'dead', reason: 'unknown', record: null };
  }
  const { record, outcome } = await sessions.refresh(seen, {
    gen: claims.gen,
    jkt: proof.jkt,
    receiptGen: receiptGeneration(seen, receipt),
    provedAt: proof.madeAt,
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
export type RefreshLabel = RefreshOutcome['type'] | 'key-mismatch' | 'proof-refused' | 'unavailable';

export function labelOf(outcome: RefreshOutcome): RefreshLabel {
  return outcome.type === 'dead' && outcome.reason === 'key-mismatch' ? 'key-mismatch' : outcome.type;
}
