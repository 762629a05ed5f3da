import { TwoGenerations } from '../memory/two-generations.ts';
import type { Clock } from '../time/time.ts';
import type { AccessClaims, AccessTokens } from './access-token.ts';

/** Half of how many tokens are remembered at most. */
const REMEMBERED = 50_000;

export interface VerifiedTokens {
  /** The claims of a token that was verified before and has not expired; no signature is checked. */
  remembered(token: string): AccessClaims | undefined;
  /** @throws {Problem} `invalid_token` */
  verify(token: string): Promise<AccessClaims>;
}

/** A token's signature is checked once; what was verified stays true until the token's own end. */
export function verifiedTokens(tokens: Pick<AccessTokens, 'verify'>, clock: Clock): VerifiedTokens {
  const verified = new TwoGenerations<string, AccessClaims>(REMEMBERED);

  return {
    remembered(token) {
      const claims = verified.get(token);
      if (claims === undefined || clock() < claims.expiresAt) return claims;
      verified.delete(token);
      return undefined;
    },
    async verify(token) {
      const claims = await tokens.verify(token);
      verified.set(token, claims);
      return claims;
    },
  };
}
