import type { KeyStore } from '../../broker/ports.ts';
import { createProofKey, type ProofKey } from '../proof-key.ts';
import { signJwt } from './sign-jwt.ts';

/** What one proof is for (RFC 9449 section 4.2). */
export interface ProofRequest {
  readonly htm: string;
  readonly htu: string;
  readonly nonce: string | null;
  /** By the server's clock: a machine whose clock is wrong still makes proofs that are accepted. */
  readonly issuedAtMs: number;
}

/** Makes DPoP proofs by one key, which nobody can read. */
export interface Prover extends Pick<ProofKey, 'store'> {
  /** A DPoP proof (RFC 9449 section 4.2) by this installation's key, which is made when there is none. */
  prove(request: ProofRequest): Promise<string>;
}

/** Proofs by this installation's key. */
export function createProver(keys: KeyStore): Prover {
  const key = createProofKey(keys);

  return {
    async prove({ htm, htu, nonce, issuedAtMs }) {
      const { privateKey, publicKey } = await key.get();
      const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
      const claims = { htm, htu, iat: Math.floor(issuedAtMs / 1000), jti: crypto.randomUUID() };
      return signJwt(
        privateKey,
        { typ: 'dpop+jwt', jwk: { kty, crv, x, y } },
        { ...claims, ...(nonce !== null && { nonce }) },
      );
    },
    store: key.store,
  };
}
