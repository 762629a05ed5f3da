import { hash } from 'node:crypto';
import { TwoGenerations } from '../memory/two-generations.ts';
import type { Clock } from '../time/time.ts';
import type { AccessClaims, AccessTokens } from './access-token.ts';

/** Half of how many tokens are remembered at most. */
const REMEMBERED = 50_000;

export interface VerifiedTokens {
  /** @throws {Problem} `invalid_token` */
  verify(token: string): AccessClaims;
}

/**
 * A token's signature is checked once; what was verified stays true until the token's own end. Remembered by its
 * SHA-256: whoever has another token with the same one could as well make signatures, and no token that is good for
 * anything stays in memory. It takes a tenth of the token's space, and a hundredth of the signature's time.
 */
export function verifiedTokens(tokens: Pick<AccessTokens, 'verify'>, clock: Clock): VerifiedTokens {
  const verified = new TwoGenerations<string, AccessClaims>(REMEMBERED);

  return {
    verify(token) {
      // Of all encodings the one that makes the shortest string: a byte for a byte.
      const digest = hash('sha256', token, 'binary');
      const known = verified.get(digest);
      if (known !== undefined && clock() < known.expiresAt) return known;
      verified.delete(digest);
      const claims = tokens.verify(token);
      verified.set(digest, claims);
      return claims;
    },
  };
}
