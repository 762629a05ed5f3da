import type { KeyObject } from 'node:crypto';
import { type CryptoKey, decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from 'jose';

type Key = CryptoKey | KeyObject | Uint8Array;

export interface Forgery {
  readonly header?: Readonly<Record<string, unknown>>;
  /** Claims to set; `undefined` takes one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signs in place of the key that signed the original. */
  readonly key?: Key;
}

/** A header parameter that nobody but its author understands; RFC 7515 section 4.1.11. */
export const CRITICAL = 'https://example.org/critical';

/**
 * A token that differs from a genuine one in what is given and in nothing else, and is signed properly: whoever
 * refuses it does so for that difference.
 */
export async function forged(genuine: string, signingKey: Key, forgery: Forgery): Promise<string> {
  const header = { ...decodeProtectedHeader(genuine), ...forgery.header };
  const claims: JWTPayload = { ...decodeJwt(genuine), ...forgery.claims };
  return new SignJWT(claims)
    .setProtectedHeader(JSON.parse(JSON.stringify(header)))
    .sign(forgery.key ?? signingKey, { crit: { [CRITICAL]: true } });
}

/** A token whose header and claims are as given and whose signature is left as it was, or is none at all. */
export function rewritten(genuine: string, { header, claims }: Forgery, signature?: string): string {
  const [, , original = ''] = genuine.split('.');
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const first = encode({ ...decodeProtectedHeader(genuine), ...header });
  return `${first}.${encode({ ...decodeJwt(genuine), ...claims })}.${signature ?? original}`;
}
