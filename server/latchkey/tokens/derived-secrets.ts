import { hkdfSync } from 'node:crypto';
import type { SecretJwk } from './key-set.ts';

/** 32 bytes for each purpose, the same wherever the key is (HKDF, RFC 5869). */
export function derivedFrom({ k }: SecretJwk): (purpose: string) => Uint8Array {
  const secret = Buffer.from(k, 'base64url');
  const derived = new Map<string, Uint8Array>();
  return (purpose) => {
    const known = derived.get(purpose);
    if (known !== undefined) return known;
    const made = new Uint8Array(hkdfSync('sha256', secret, '', `latchkey ${purpose}`, 32));
    derived.set(purpose, made);
    return made;
  };
}
