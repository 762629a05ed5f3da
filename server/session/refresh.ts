import type { RefreshClaims, RefreshTokens } from '../tokens/refresh-token.ts';
import type { SessionRecord, Thumbprint } from './record.ts';
import type { Sessions } from './sessions.ts';
import type { DeadReason } from './transition.ts';

/** What a refresh comes to, once its token and its proof have been verified. */
export type RefreshOutcome =
  | { readonly type: 'rotated' | 'healed' | 'replayed'; readonly record: SessionRecord }
  | { readonly type: 'reuse'; readonly record: SessionRecord }
  | { readonly type: 'dead'; readonly reason: DeadReason; readonly record: SessionRecord | null };

/**
 * One refresh of a session as it was just read. Every outcome but the first three is final for the presented
 * token.
 */
export async function refreshSession(
  deps: { readonly sessions: Sessions; readonly refreshTokens: RefreshTokens },
  read: SessionRecord | null,
  claims: RefreshClaims,
  jkt: Thumbprint,
): Promise<RefreshOutcome> {
  if (read === null || !deps.refreshTokens.belongsTo(read, claims)) {
    return { type: 'dead', reason: 'unknown', record: null };
  }
  const { record, outcome } = await deps.sessions.refresh(read, claims.gen, jkt);
  if (record === null) return { type: 'dead', reason: 'unknown', record };
  switch (outcome.type) {
    case 'rotated':
      return { type: outcome.healed ? 'healed' : 'rotated', record };
    case 'replayed':
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
