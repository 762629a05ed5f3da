import type { Prover } from '../backends/native/dpop.ts';
import type { KeyStore } from '../broker/ports.ts';

const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);

/** The key store of one installation; `name` stands for the key's thumbprint. */
export class FakeKeys implements KeyStore {
  name: string | null = null;
  /** Whether the store can not be asked, as IndexedDB on a full disk. */
  broken = false;
  #made = 0;
  #stored = pair;

  async load(): Promise<CryptoKeyPair | null> {
    if (this.broken) throw new Error('The key store is broken');
    return this.name === null ? null : this.#stored;
  }

  async save(stored: CryptoKeyPair): Promise<void> {
    if (this.broken) throw new Error('The key store is broken');
    this.#stored = stored;
    this.#made += 1;
    this.name = `key-${this.#made}`;
  }
}

/** What the fake server reads in place of a signed proof. */
export interface FakeProof {
  readonly htm: string;
  readonly htu: string;
  readonly nonce: string | null;
  readonly issuedAtMs: number;
  readonly key: string | null;
}

/** Proofs without cryptography, which takes real time. The real ones are tested on their own. */
export function fakeProver(keys: FakeKeys, port: KeyStore): Prover {
  return {
    async prove(request) {
      if ((await port.load()) === null) await port.save(pair);
      return JSON.stringify({ ...request, key: keys.name } satisfies FakeProof);
    },
    async store() {
      if ((await port.load()) === null) await port.save(pair);
    },
  };
}
