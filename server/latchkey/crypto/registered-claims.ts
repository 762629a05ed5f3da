import { type Millis, toSeconds } from '../time/time.ts';

/** `expired` for what was good once and nothing else is wrong with. */
export type Timeliness = 'valid' | 'expired' | 'invalid';

/** The times that a JWT claims, where it does (RFC 7519 sections 4.1.4 to 4.1.6). */
export function timeliness(claims: Readonly<Record<string, unknown>>, now: Millis): Timeliness {
  const { iat, nbf, exp } = claims;
  if (!isTime(iat) || !isTime(nbf) || !isTime(exp)) return 'invalid';
  const seconds = toSeconds(now);
  if (nbf !== undefined && nbf > seconds) return 'invalid';
  return exp !== undefined && exp <= seconds ? 'expired' : 'valid';
}

const isTime = (claim: unknown): claim is number | undefined =>
  claim === undefined || typeof claim === 'number';

/** Media types are compared without case, and `application/` may be left out (RFC 7515 section 4.1.9). */
export function isType(typ: unknown, expected: string): boolean {
  return typeof typ === 'string' && typ.toLowerCase().replace(/^application\//, '') === expected;
}

/** RFC 7519 section 4.1.3: one audience, or several with the expected one among them. */
export function isFor(aud: unknown, expected: string): boolean {
  return Array.isArray(aud) ? aud.includes(expected) : aud === expected;
}
