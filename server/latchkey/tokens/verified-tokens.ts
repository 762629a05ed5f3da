import { hash } from 'node:crypto';
import QuickLRU from 'quick-lru';
import type { Clock } from '../time/time.ts';
import type { AccessClaims, AccessTokens } from './access-token.ts';

/** Half of how many tokens are remembered at most; about 130 bytes each. */
const REMEMBERED = 50_000;
/** Half of how many are so by their end: those in use at this moment, which spares them the digest. */
const AT_HAND = 500;
/** 132 bits of the signature. A map hashes all of its key at each request, and a token has 600 characters. */
const END_LENGTH = 22;

export interface VerifiedTokens {
  /** @throws {Problem} `invalid_token` */
  verify(token: string): AccessClaims;
}

/**
 * A token's signature is checked once; what was verified stays true until the token's own end. Remembered by its
 * SHA-256, which takes a tenth of the token's space: whoever has another token with the same one could as well make
 * signatures.
 */
export function createVerifiedTokens(tokens: Pick<AccessTokens, 'verify'>, clock: Clock): VerifiedTokens {
  const verified = new QuickLRU<string, AccessClaims>({ maxSize: REMEMBERED });
  const atHand = new QuickLRU<string, { readonly token: string; readonly claims: AccessClaims }>({
    maxSize: AT_HAND,
  });
  const isCurrent = (claims: AccessClaims | undefined): claims is AccessClaims =>
    claims !== undefined && clock() < claims.expiresAt;

  function remembered(token: string): AccessClaims {
    // Of all encodings the one that makes the shortest string: a byte for a byte.
    const digest = hash('sha256', token, 'binary');
    const known = verified.get(digest);
    if (isCurrent(known)) return known;
    verified.delete(digest);
    const claims = tokens.verify(token);
    verified.set(digest, claims);
    return claims;
  }

  return {
    verify(token) {
      const end = token.slice(-END_LENGTH);
      const known = atHand.get(end);
      if (known?.token === token && isCurrent(known.claims)) return known.claims;
      atHand.delete(end);
      const claims = remembered(token);
      atHand.set(end, { token, claims });
      return claims;
    },
  };
}
