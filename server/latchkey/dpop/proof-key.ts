import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import QuickLRU from 'quick-lru';
import { type Thumbprint, thumbprint } from '../session/record.ts';

/** The key in a proof's header, and the name of it that sessions are bound to. */
export interface ProofKey {
  readonly key: KeyObject;
  readonly jkt: Thumbprint;
}

/** Half of how many keys are remembered at most; about 2 KiB each. */
const REMEMBERED = 2_000;

/** As {@link importProofKey}, with the keys that were shown last in memory: importing one takes as long as its use. */
export function createProofKeys(): typeof importProofKey {
  /** By the point's `x`, which one other point has as well. */
  const known = new QuickLRU<string, ProofKey & Pick<Point, 'y'>>({ maxSize: REMEMBERED });
  return (jwk) => {
    const claimed = claimedPoint(jwk);
    if (claimed === null) return null;
    const found = known.get(claimed.x);
    // Nothing is remembered that was not found to be a point, written as points are.
    if (found?.y === claimed.y) return found;
    const key = isWellWritten(claimed) ? imported(claimed) : null;
    if (key !== null) known.set(claimed.x, { ...key, y: claimed.y });
    return key;
  };
}

/**
 * Takes a P-256 public key out of a proof's `jwk` (RFC 9449 section 4.2). @returns `null` for everything else, a
 * private key among it (section 4.3, check 7), and for a point that is not on the curve.
 */
export function importProofKey(jwk: unknown): ProofKey | null {
  const point = claimedPoint(jwk);
  return point !== null && isWellWritten(point) ? imported(point) : null;
}

interface Point {
  readonly x: string;
  readonly y: string;
}

function claimedPoint(jwk: unknown): Point | null {
  if (typeof jwk !== 'object' || jwk === null || 'd' in jwk) return null;
  const { kty, crv, x, y } = jwk as Readonly<Record<string, unknown>>;
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string') return null;
  return { x, y };
}

function imported({ x, y }: Point): ProofKey | null {
  try {
    // RFC 7638 section 3: the members that are required, in the order of their names.
    const jkt = hash('sha256', JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }), 'base64url');
    return {
      key: createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' }),
      jkt: thumbprint(jkt),
    };
  } catch {
    return null;
  }
}

/** RFC 7518 section 6.2.1.2: 32 bytes, in the one way of writing them, since the thumbprint is over the text. */
const isCoordinate = (value: string): boolean =>
  value.length === 43 && Buffer.from(value, 'base64url').toString('base64url') === value;

const isWellWritten = ({ x, y }: Point): boolean => isCoordinate(x) && isCoordinate(y);
