import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import { TwoGenerations } from '../cache/lru-cache.ts';
import { type Thumbprint, thumbprint } from '../session/record.ts';

/** The key in a proof's header, and the name of it that sessions are bound to. */
export interface ProofKey {
  readonly key: KeyObject;
  readonly jkt: Thumbprint;
}

/** Half of how many keys are remembered at most; about 2 KiB each. */
const REMEMBERED = 2_000;

/** As {@link importProofKey}, with the keys that were shown last in memory: importing one takes half as long as its use. */
export function createProofKeys(): typeof importProofKey {
  const known = new TwoGenerations<string, ProofKey>(REMEMBERED);
  return (jwk) => {
    const point = pointOfP256(jwk);
    if (point === null) return null;
    const name = `${point.x}.${point.y}`;
    const found = known.get(name) ?? imported(point);
    if (found !== null) known.set(name, found);
    return found;
  };
}

/**
 * Takes a P-256 public key out of a proof's `jwk` (RFC 9449 section 4.2). @returns `null` for everything else, a
 * private key among it (section 4.3, check 7), and for a point that is not on the curve.
 */
export function importProofKey(jwk: unknown): ProofKey | null {
  const point = pointOfP256(jwk);
  return point === null ? null : imported(point);
}

interface Point {
  readonly x: string;
  readonly y: string;
}

function pointOfP256(jwk: unknown): Point | null {
  if (typeof jwk !== 'object' || jwk === null || 'd' in jwk) return null;
  const { kty, crv, x, y } = jwk as Readonly<Record<string, unknown>>;
  if (kty !== 'EC' || crv !== 'P-256' || !isCoordinate(x) || !isCoordinate(y)) return null;
  return { x, y };
}

function imported({ x, y }: Point): ProofKey | null {
  try {
    // RFC 7638 section 3: the members that are required, in the order of their names.
    const jkt = hash('sha256', JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }), 'base64url');
    return { key: createPublicKey(toPem(x, y)), jkt: thumbprint(jkt) };
  } catch {
    return null;
  }
}

/** What an uncompressed point of P-256 is preceded by in a SubjectPublicKeyInfo (RFC 5480 section 2). */
const BEFORE_POINT = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200' + '04', 'hex');
const COORDINATE_BYTES = 32;

/** The form of a key that Node imports in less than half the time of a JWK. */
function toPem(x: string, y: string): string {
  const info = Buffer.alloc(BEFORE_POINT.length + 2 * COORDINATE_BYTES);
  BEFORE_POINT.copy(info);
  info.write(x, BEFORE_POINT.length, 'base64url');
  info.write(y, BEFORE_POINT.length + COORDINATE_BYTES, 'base64url');
  return `-----BEGIN PUBLIC KEY-----\n${info.toString('base64')}\n-----END PUBLIC KEY-----\n`;
}

/** RFC 7518 section 6.2.1.2: 32 bytes, in the one way of writing them, since the thumbprint is over the text. */
const isCoordinate = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.length === 43 &&
  Buffer.from(value, 'base64url').toString('base64url') === value;
