import { hkdfSync } from 'node:crypto';
import { type CryptoKey, importJWK } from 'jose';
import type { KeyRole, KeySet, SigningJwk } from './key-set.ts';

export interface SigningKey {
  readonly kid: string;
  readonly sign: CryptoKey;
  readonly verify: CryptoKey;
}

/** A public key as `/.well-known/jwks.json` shows it. */
export type PublicJwk = Readonly<Record<'kid' | 'kty' | 'crv' | 'x' | 'alg' | 'use', string>>;

/** The keys ready for use. `replace` swaps all of them at once; what is in flight ends with those it began with. */
export interface SigningKeys {
  current(role: KeyRole): SigningKey;
  /** The key of this id, if it may still verify for this role. */
  find(role: KeyRole, kid: string | undefined): SigningKey | undefined;
  /** What resource servers need; refresh tokens are for this server alone, so their keys are not among them. */
  jwks(): { keys: PublicJwk[] };
  /** 32 bytes for one purpose, the same on every server with these keys (HKDF, RFC 5869). */
  secret(purpose: string): Uint8Array;
  /** Names this set of keys, and stays the same when signing keys rotate. */
  readonly id: string;
  replace(keys: KeySet): Promise<void>;
}

/** JOSE's algorithm for Ed25519 keys, the only one that is signed with or accepted. */
export const ALGORITHM = 'EdDSA';

export async function signingKeys(initial: KeySet): Promise<SigningKeys> {
  let ready = await prepare(initial);
  const secret = Buffer.from(initial.secret.k, 'base64url');

  return {
    current: (role) => ready.current[role],
    find: (role, kid) => (kid === undefined ? undefined : ready.byKid[role].get(kid)),
    jwks: () => ready.jwks,
    secret: (purpose) => new Uint8Array(hkdfSync('sha256', secret, '', `latchkey ${purpose}`, 32)),
    id: initial.secret.kid,
    async replace(keys) {
      ready = await prepare(keys);
    },
  };
}

async function prepare(keys: KeySet) {
  const [access, refresh] = await Promise.all([prepareRole(keys, 'access'), prepareRole(keys, 'refresh')]);
  return {
    current: { access: access.current, refresh: refresh.current },
    byKid: { access: access.byKid, refresh: refresh.byKid },
    jwks: { keys: keys.signing.filter((key) => key.role === 'access').map(publicJwk) },
  };
}

async function prepareRole(keys: KeySet, role: KeyRole) {
  const byKid = new Map<string, SigningKey>();
  let current: SigningKey | undefined;
  for (const jwk of keys.signing.filter((key) => key.role === role)) {
    const key = await prepareKey(jwk);
    byKid.set(jwk.kid, key);
    if (jwk.state === 'current') current = key;
  }
  if (current === undefined) throw new Error(`no current ${role} key`);
  return { byKid, current };
}

async function prepareKey({ kid, kty, crv, x, d }: SigningJwk): Promise<SigningKey> {
  const [sign, verify] = await Promise.all([
    importJWK({ kty, crv, x, d }, ALGORITHM),
    importJWK({ kty, crv, x }, ALGORITHM),
  ]);
  return { kid, sign: sign as CryptoKey, verify: verify as CryptoKey };
}

function publicJwk({ kid, kty, crv, x }: SigningJwk): PublicJwk {
  return { kid, kty, crv, x, alg: ALGORITHM, use: 'sig' };
}
