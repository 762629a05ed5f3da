import { calculateJwkThumbprint, exportJWK, SignJWT } from 'jose';
import { createMadeOnce } from '../../broker/made-once.ts';
import type { KeyStore } from '../../broker/ports.ts';

/** What one proof is for. */
export interface ProofRequest {
  readonly htm: string;
  readonly htu: string;
  readonly nonce: string | null;
  /** By the server's clock: a machine whose clock is wrong still makes proofs that are accepted. */
  readonly issuedAtMs: number;
}

export interface Prover {
  /** A DPoP proof (RFC 9449 section 4.2) by this installation's key, which is made when there is none. */
  prove(request: ProofRequest): Promise<string>;
  /**
   * Sees to it that the key is in the store: a session that begins is bound to it, and must not die with this worker.
   * Rejects where the store refuses it.
   */
  store(): Promise<void>;
  /** The key's RFC 7638 thumbprint, or `null` when there is no key. */
  thumbprint(): Promise<string | null>;
}

/**
 * Proofs by one ES256 key per installation. The key is stored before it is used: a session bound to a key that
 * died with the worker could never be refreshed.
 */
export function createProver(keys: KeyStore): Prover {
  const pair = createMadeOnce(keys, () =>
    crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']),
  );

  return {
    async prove({ htm, htu, nonce, issuedAtMs }) {
      const { privateKey, publicKey } = await pair.get();
      return new SignJWT({ htm, htu, ...(nonce === null ? {} : { nonce }) })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) })
        .setIssuedAt(Math.floor(issuedAtMs / 1000))
        .setJti(crypto.randomUUID())
        .sign(privateKey);
    },
    async store() {
      const used = await pair.get();
      // It may have been cleared away since, or replaced: what is there by now is what the next worker will prove with.
      const stored = await keys.load();
      if (stored === null) await keys.save(used);
      else pair.use(stored);
    },
    async thumbprint() {
      const stored = await keys.load();
      return stored && calculateJwkThumbprint(await exportJWK(stored.publicKey));
    },
  };
}
