import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import { type Thumbprint, thumbprint } from '../session/record.ts';

/** The key in a proof's header, and the name of it that sessions are bound to. */
export interface ProofKey {
  readonly key: KeyObject;
  readonly jkt: Thumbprint;
}

/**
 * Takes a P-256 public key out of a proof's `jwk` (RFC 9449 section 4.2). @returns `null` for everything else, a
 * private key among it (section 4.3, check 7), and for a point that is not on the curve.
 */
export function proofKey(jwk: unknown): ProofKey | null {
  if (typeof jwk !== 'object' || jwk === null || 'd' in jwk) return null;
  const { kty, crv, x, y } = jwk as Readonly<Record<string, unknown>>;
  if (kty !== 'EC' || crv !== 'P-256' || !isCoordinate(x) || !isCoordinate(y)) return null;
  try {
    const key = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
    // RFC 7638 section 3: the members that are required, in the order of their names.
    return { key, jkt: thumbprint(hash('sha256', JSON.stringify({ crv, kty, x, y }), 'base64url')) };
  } catch {
    return null;
  }
}

/** RFC 7518 section 6.2.1.2: 32 bytes, in the one way of writing them, since the thumbprint is over the text. */
const isCoordinate = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.length === 43 &&
  Buffer.from(value, 'base64url').toString('base64url') === value;
