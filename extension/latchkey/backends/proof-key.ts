import { createMadeOnce } from '../broker/made-once.ts';
import type { KeyStore } from '../broker/ports.ts';

/** The ES256 key by which this installation shows that a session is its own. It can be used and not read. */
export interface ProofKey {
  /** The key, which is made when there is none. Rejects where the store refuses it. */
  get(): Promise<CryptoKeyPair>;
  /**
   * Sees to it that the key is in the store: a session that begins is bound to it, and must not die with this worker.
   * Rejects where the store refuses it.
   */
  store(): Promise<void>;
}

/** One per installation, stored before it is used. */
export function createProofKey(keys: KeyStore): ProofKey {
  const pair = createMadeOnce(keys, () =>
    crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']),
  );

  return {
    get: pair.get,
    async store() {
      const used = await pair.get();
      // It may have been cleared away since, or replaced: what is there by now is what the next worker will prove with.
      const stored = await keys.load();
      if (stored === null) await keys.save(used);
      else pair.use(stored);
    },
  };
}
