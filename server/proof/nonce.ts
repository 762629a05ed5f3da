import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Millis } from '../time/time.ts';

/** How long one nonce is handed out; it is accepted for as long again. */
const NONCE_MS = 5 * 60 * 1000;

/** The longest a proof with a nonce can be used, so the longest its `jti` must be remembered. */
export const NONCE_LIFE_MS = 2 * NONCE_MS;

export interface Nonces {
  current(now: Millis): string;
  accepts(nonce: string, now: Millis): boolean;
}

/**
 * DPoP nonces (RFC 9449 section 8) that nobody has to store: an HMAC over the current five minutes. They free
 * a client with a wrong clock from its `iat`.
 */
export function nonces(secret: Uint8Array): Nonces {
  const at = (period: number) => createHmac('sha256', secret).update(String(period)).digest('base64url');
  const period = (now: Millis) => Math.floor(now / NONCE_MS);

  return {
    current: (now) => at(period(now)),
    accepts(nonce, now) {
      const presented = Buffer.from(nonce);
      return [period(now), period(now) - 1].some((candidate) => {
        const expected = Buffer.from(at(candidate));
        return expected.length === presented.length && timingSafeEqual(expected, presented);
      });
    },
  };
}
