import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../time/time.ts';
import type { KeyRole } from './key-set.ts';
import { ALGORITHM, type SigningKeys } from './signing-keys.ts';

/** What a token must be; every kind has its own, so that none passes for another (RFC 8725 sections 3.11, 3.12). */
export interface JwtRules {
  readonly role: KeyRole;
  readonly typ: string;
  readonly issuer: string;
  readonly audience: string;
  readonly requiredClaims: readonly string[];
}

/**
 * The one place where a JWT of ours is believed: one algorithm, a key of the role's own, type, issuer, audience
 * and times.
 * @throws {errors.JOSEError} `JWTExpired` for one that has only run out
 */
export async function verifyJwt(
  token: string,
  { role, requiredClaims, ...rules }: JwtRules,
  { keys, clock }: { readonly keys: SigningKeys; readonly clock: Clock },
): Promise<JWTPayload> {
  const keyFor = ({ kid }: { kid?: string }) => {
    const key = keys.find(role, kid);
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key.verify;
  };
  const { payload } = await jwtVerify(token, keyFor, {
    ...rules,
    algorithms: [ALGORITHM],
    requiredClaims: [...requiredClaims],
    currentDate: new Date(clock()),
  });
  return payload;
}
