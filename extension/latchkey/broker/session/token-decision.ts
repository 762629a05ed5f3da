import { LatchkeyError } from '../../protocol/errors.ts';
import { waitMs } from './backoff.ts';
import { isOpen } from './refresh-circuit-breaker.ts';
import type { AccessToken, BrokerState, ServerOutage } from './state.ts';

/** What to do for a caller who wants a token. */
export type TokenDecision =
  | { readonly type: 'use'; readonly token: AccessToken; readonly refreshAhead: boolean }
  | { readonly type: 'refresh' }
  | { readonly type: 'fail'; readonly error: LatchkeyError };

/** A token with less than this share of its life left, at most 30 s, is replaced while it is still served. */
const AHEAD_SHARE = 0.2;
const AHEAD_MOST_MS = 30_000;

/**
 * The whole decision on one call.
 * @param refused the token that the API has just refused. Another one than ours is an older one: it gets ours and no
 * refresh, so that the stragglers of one expiry cause one refresh, however late they come; ours overrides the clock.
 */
export function decideToken(state: BrokerState, refused: string | null, nowMs: number): TokenDecision {
  const { session, token, outage } = state;
  if (session.status === 'signed-out') {
    return { type: 'fail', error: new LatchkeyError('signed-out', 'Nobody is signed in') };
  }
  // Refreshing does not help at the moment: the API sees the token that we have and says what it thinks of it.
  if (token && isOpen(state.prematureMs, nowMs)) return { type: 'use', token, refreshAhead: false };

  const waitingMs = waitMs(outage, nowMs);
  if (token && token.value !== refused && nowMs < token.expiresAtMs) {
    return { type: 'use', token, refreshAhead: waitingMs === 0 && isEnding(token, nowMs) };
  }
  return outage && waitingMs > 0
    ? { type: 'fail', error: outageError(outage, waitingMs) }
    : { type: 'refresh' };
}

function isEnding({ issuedAtMs, expiresAtMs }: AccessToken, nowMs: number): boolean {
  return expiresAtMs - nowMs < Math.min(AHEAD_MOST_MS, (expiresAtMs - issuedAtMs) * AHEAD_SHARE);
}

/** Where the broker itself would try at once, its callers are still not to ask in a loop. */
const LEAST_RETRY_MS = 1_000;

/** What a caller is told while the server gives no verdict. The session is kept. */
export function outageError({ type }: Pick<ServerOutage, 'type'>, waitingMs: number): LatchkeyError {
  const retryAfterMs = Math.max(waitingMs, LEAST_RETRY_MS);
  const { code, message } = outageErrors[type];
  return new LatchkeyError(code, message, { retryAfterMs });
}

const outageErrors = {
  unreachable: { code: 'offline', message: 'The server can not be reached' },
  unavailable: { code: 'server-unavailable', message: 'The server does not answer properly' },
  'key-store-unavailable': {
    code: 'key-store-unavailable',
    message: 'The key of this browser can not be used',
  },
} as const;
