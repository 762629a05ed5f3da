import { createPrivateKey, createPublicKey, type KeyObject, randomUUID, sign } from 'node:crypto';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Makes DPoP proofs (RFC 9449 section 4.2) of one client for one call. */
export class Prover {
  readonly #key: KeyObject;
  readonly #header: string;
  readonly #call: { readonly htm: string; readonly htu: string };

  constructor(privateJwk: JsonWebKey, htm: string, htu: string) {
    this.#key = createPrivateKey({ key: { ...privateJwk }, format: 'jwk' });
    const { kty, crv, x, y } = createPublicKey(this.#key).export({ format: 'jwk' });
    this.#header = encode({ alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y } });
    this.#call = { htm, htu };
  }

  /** @param nonce that the server has asked for */
  prove(nonce?: string): string {
    const iat = Math.floor(Date.now() / 1000);
    const claims = { ...this.#call, iat, jti: randomUUID(), ...(nonce !== undefined && { nonce }) };
    const input = `${this.#header}.${encode(claims)}`;
    const signature = sign('sha256', Buffer.from(input), { key: this.#key, dsaEncoding: 'ieee-p1363' });
    return `${input}.${signature.toString('base64url')}`;
  }
}
