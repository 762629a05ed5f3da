import { equalSecrets } from '../crypto/equal-secrets.ts';
import { mac } from '../crypto/mac.ts';
import { type Millis, millis } from '../time/time.ts';
import { PROOF_LIFE_MS } from './freshness.ts';

/** How long one nonce is handed out; it is accepted for as long again, so it lives as long as a proof may. */
const NONCE_MS = PROOF_LIFE_MS / 2;

export interface Nonces {
  current(now: Millis): string;
  /** Since when a nonce has been handed out, or `null` when it is no longer, or never was, one of ours. */
  handedOutAt(nonce: string, now: Millis): Millis | null;
}

/**
 * DPoP nonces (RFC 9449 section 8) that nobody has to store: an HMAC over the current half minute. They
 * free a client with a wrong clock from its `iat`.
 * @param secret the same on every server that shares the storage; asked for each time, since it may be replaced
 */
export function createNonces(secret: () => Uint8Array): Nonces {
  const at = (period: number) => mac(secret(), String(period));
  const period = (now: Millis) => Math.floor(now / NONCE_MS);

  return {
    current: (now) => at(period(now)),
    handedOutAt(nonce, now) {
      const found = [period(now), period(now) - 1].find((candidate) => equalSecrets(at(candidate), nonce));
      return found === undefined ? null : millis(found * NONCE_MS);
    },
  };
}
