import { DUPLICATE_MS } from '../session/transition.ts';
import { type Millis, millis } from '../time/time.ts';

/**
 * How long a proof can be presented after it was made. It has to be exactly as long as a generation that was followed
 * by another may still be a duplicate, so it is that constant: a refresh that a proxy holds up for longer is refused
 * for its proof, which signs nobody out, and can never look like a clone's. Changing either is a security change:
 * a longer life here would let a held-up refresh end an honest session as stolen.
 */
export const PROOF_LIFE_MS = DUPLICATE_MS;

/** How far a client's clock may run ahead; it shortens how far it may lag, so that the sum stays. */
export const IAT_AHEAD_MS = millis(5_000);
const IAT_BEHIND_MS = PROOF_LIFE_MS - IAT_AHEAD_MS;

/** RFC 9449 section 11.1, for a proof without a nonce. @param issuedAt the `iat` claim, in milliseconds */
export function isRecent(issuedAt: Millis, now: Millis): boolean {
  return issuedAt >= now - IAT_BEHIND_MS && issuedAt <= now + IAT_AHEAD_MS;
}

/** When a proof was made at the earliest, by the server's clock. @param issuedAt as in {@link isRecent} */
export function earliestMaking(issuedAt: Millis): Millis {
  return millis(issuedAt - IAT_AHEAD_MS);
}
