import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

interface Options {
  readonly challenge: string;
  readonly rp?: { readonly id: string };
  readonly rpId?: string;
}

/** What a test may have it do wrong. */
export interface Wrong {
  readonly origin?: string;
  readonly challenge?: string;
  readonly userVerified?: boolean;
  readonly counter?: number;
  readonly rpId?: string;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

/** A platform authenticator as far as a server can see it, with one passkey; for tests without a browser. */
export class SoftAuthenticator {
  readonly #origin: string;
  readonly #key: KeyObject;
  readonly #cose: Buffer;
  readonly id = randomBytes(16);
  #counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey;
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    // RFC 9053 section 7.1: an EC2 key of P-256 for ES256.
    this.#cose = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y, 'base64url'),
    ]);
  }

  /** `RegistrationResponseJSON`, as a page sends it. */
  create(options: Options, wrong: Wrong = {}): string {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const credential = Buffer.concat([Buffer.alloc(16), length, this.id, this.#cose]);
    const authData = Buffer.concat([this.#authData(options.rp?.id ?? '', HAS_CREDENTIAL, wrong), credential]);
    const size = Buffer.alloc(2);
    size.writeUInt16BE(authData.length);
    // Attestation "none" (Web Authentication Level 3, section 8.7), in CBOR.
    const attestationObject = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'),
      Buffer.from([0x59]),
      size,
      authData,
    ]);
    return this.#answer({
      clientDataJSON: this.#clientData('webauthn.create', options, wrong).toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** `AuthenticationResponseJSON`, as a page sends it. */
  get(options: Options, wrong: Wrong = {}): string {
    this.#counter = wrong.counter ?? this.#counter + 1;
    const authenticatorData = this.#authData(options.rpId ?? '', 0, wrong);
    const clientData = this.#clientData('webauthn.get', options, wrong);
    const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientData).digest()]);
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authenticatorData.toString('base64url'),
      signature: sign('sha256', signed, this.#key).toString('base64url'),
    });
  }

  #authData(rpId: string, flags: number, { userVerified = true, rpId: other }: Wrong): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#counter);
    const all = flags | USER_PRESENT | (userVerified ? USER_VERIFIED : 0);
    const hash = createHash('sha256')
      .update(other ?? rpId)
      .digest();
    return Buffer.concat([hash, Buffer.from([all]), counter]);
  }

  #clientData(type: string, { challenge }: Options, wrong: Wrong): Buffer {
    const data = { type, challenge: wrong.challenge ?? challenge, origin: wrong.origin ?? this.#origin };
    return Buffer.from(JSON.stringify(data));
  }

  #answer(response: Readonly<Record<string, unknown>>): string {
    const id = this.id.toString('base64url');
    return JSON.stringify({ id, rawId: id, type: 'public-key', response, clientExtensionResults: {} });
  }
}
