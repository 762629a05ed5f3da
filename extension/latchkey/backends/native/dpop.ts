import { calculateJwkThumbprint, exportJWK, SignJWT } from 'jose';
import type { KeyStore } from '../../broker/ports.ts';
import { createProofKey, type ProofKey } from '../proof-key.ts';

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
  /** The key's RFC 7638 thumbprint, or `null` when there is no key. */
  thumbprint(): Promise<string | null>;
}

/** Proofs by this installation's key. */
export function createProver(keys: KeyStore): Prover {
  const key = createProofKey(keys);

  return {
    async prove({ htm, htu, nonce, issuedAtMs }) {
      const { privateKey, publicKey } = await key.get();
      return new SignJWT({ htm, htu, ...(nonce === null ? {} : { nonce }) })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) })
        .setIssuedAt(Math.floor(issuedAtMs / 1000))
        .setJti(crypto.randomUUID())
        .sign(privateKey);
    },
    store: key.store,
    async thumbprint() {
      const stored = await keys.load();
      return stored && calculateJwkThumbprint(await exportJWK(stored.publicKey));
    },
  };
}
