import { type KeyObject, sign, verify } from 'node:crypto';
import { toDer } from './ecdsa-signature.ts';
import { equalSecrets } from './equal-secrets.ts';
import { macUnder } from './mac.ts';

/** JOSE's names (RFC 7518 section 3.1, RFC 8037 section 3.1) of all that is signed or accepted here. */
export type Algorithm = 'EdDSA' | 'ES256' | 'HS256';

/** What this server signs with itself; the keys of ES256 are the clients'. */
export type OwnAlgorithm = Exclude<Algorithm, 'ES256'>;

/**
 * The signature of a JWS (RFC 7515 section 5.1). Synchronous: WebCrypto hands each signature to another thread and
 * back, which takes several times longer than to make it. @param key of the algorithm's own kind
 */
export function signature(alg: OwnAlgorithm, key: KeyObject, input: string): Buffer {
  switch (alg) {
    case 'EdDSA':
      return sign(null, Buffer.from(input), key);
    case 'HS256':
      return Buffer.from(hs256(key)(input), 'base64url');
  }
}

/** Whether a signature is the key's (RFC 7515 section 5.2). @param key of the algorithm's own kind */
export function verifies(alg: Algorithm, key: KeyObject, input: string, presented: Buffer): boolean {
  switch (alg) {
    case 'EdDSA':
      return verify(null, Buffer.from(input), key, presented);
    case 'ES256': {
      const der = toDer(presented);
      return der !== null && verify('sha256', Buffer.from(input), key, der);
    }
    case 'HS256':
      return equalSecrets(hs256(key)(input), presented.toString('base64url'));
  }
}

/** Of the keys that are in use, for as long as they are. */
const macs = new WeakMap<KeyObject, (text: string) => string>();

/** As base64url, in half the time of `createHmac` with a key object. */
function hs256(key: KeyObject): (text: string) => string {
  const known = macs.get(key);
  if (known !== undefined) return known;
  const made = macUnder(key.export());
  macs.set(key, made);
  return made;
}
