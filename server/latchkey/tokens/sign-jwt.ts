import { signature } from '../crypto/algorithm.ts';
import { signingInput } from '../crypto/compact.ts';
import type { SigningKey } from './signing-keys.ts';

/** A JWT of ours. The same claims under the same key make the same token: both algorithms are deterministic. */
export function signJwt({ kid, alg, sign }: SigningKey, typ: string, claims: object): string {
  const input = signingInput({ alg, typ, kid }, claims);
  return `${input}.${signature(alg, sign, input).toString('base64url')}`;
}
