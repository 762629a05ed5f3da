import { verifies } from '../crypto/algorithm.ts';
import { parseCompact } from '../crypto/compact.ts';
import { isFor, isType, timeliness } from '../crypto/registered-claims.ts';
import type { Clock } from '../time/time.ts';
import type { KeyRole } from './key-set.ts';
import type { SigningKeys } from './signing-keys.ts';

/** What a token must be; every kind has its own, so that none passes for another (RFC 8725 sections 3.11, 3.12). */
export interface JwtRules {
  readonly role: KeyRole;
  readonly typ: string;
  readonly issuer: string;
  readonly audience: string;
  readonly requiredClaims: readonly string[];
}

export type JwtVerdict =
  | { readonly type: 'valid'; readonly claims: Readonly<Record<string, unknown>> }
  /** Genuine, and has only run out. */
  | { readonly type: 'expired' }
  /** Names a key of which nothing is known here; it may be anybody's, and `over` is what it says itself. */
  | { readonly type: 'unknown-key'; readonly kid: string; readonly over: boolean }
  | { readonly type: 'invalid' };

const invalid: JwtVerdict = { type: 'invalid' };

/**
 * The one place where a JWT of ours is believed: a key of the role's own and that key's one algorithm, type, issuer,
 * audience and times (RFC 7519 section 7.2). Whatever else is in the header is not looked at.
 */
export function verifyJwt(
  token: string,
  { role, typ, issuer, audience, requiredClaims }: JwtRules,
  { keys, clock }: { readonly keys: SigningKeys; readonly clock: Clock },
): JwtVerdict {
  const jws = parseCompact(token);
  if (jws === null) return invalid;
  const { header, payload, input, signature } = jws;
  if (typeof header.kid !== 'string') return invalid;
  const key = keys.find(role, header.kid);
  if (key === undefined) {
    return { type: 'unknown-key', kid: header.kid, over: timeliness(payload, clock()) !== 'valid' };
  }
  if (header.alg !== key.alg || !isType(header.typ, typ)) return invalid;
  if (!verifies(key.alg, key.verify, input, signature)) return invalid;
  if (!requiredClaims.every((claim) => Object.hasOwn(payload, claim))) return invalid;
  if (payload.iss !== issuer || !isFor(payload.aud, audience)) return invalid;
  const times = timeliness(payload, clock());
  return times === 'valid' ? { type: 'valid', claims: payload } : { type: times };
}
