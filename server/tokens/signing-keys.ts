import { createPrivateKey, createPublicKey, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { OwnAlgorithm } from '../jws/algorithm.ts';
import type { AccessJwk, KeyRole, KeySet, SigningJwk } from './key-set.ts';

export interface SigningKey {
  readonly kid: string;
  /** The only algorithm that it signs with or verifies (RFC 8725 section 3.1). */
  readonly alg: OwnAlgorithm;
  readonly sign: KeyObject;
  readonly verify: KeyObject;
}

/** A public key as `/.well-known/jwks.json` shows it. */
export type PublicJwk = Readonly<Record<'kid' | 'kty' | 'crv' | 'x' | 'alg' | 'use', string>>;

/** The keys ready for use. `replace` swaps all of them at once; what is in flight ends with those it began with. */
export interface SigningKeys {
  current(role: KeyRole): SigningKey;
  /** The key of this id, if it may still verify for this role. */
  find(role: KeyRole, kid: string): SigningKey | undefined;
  /** What resource servers need; refresh tokens are for this server alone, so their keys are not among them. */
  jwks(): { keys: PublicJwk[] };
  /** 32 bytes for one purpose, the same on every server with these keys (HKDF, RFC 5869). */
  secret(purpose: string): Uint8Array;
  /** Names this set of keys, and stays the same when signing keys rotate. */
  readonly id: string;
  replace(keys: KeySet): void;
}

export function signingKeys(initial: KeySet): SigningKeys {
  let ready = prepare(initial);
  const secret = Buffer.from(initial.secret.k, 'base64url');

  return {
    current: (role) => ready.current[role],
    find: (role, kid) => ready.byKid[role].get(kid),
    jwks: () => ready.jwks,
    secret: (purpose) => new Uint8Array(hkdfSync('sha256', secret, '', `latchkey ${purpose}`, 32)),
    id: initial.secret.kid,
    replace(keys) {
      ready = prepare(keys);
    },
  };
}

function prepare(keys: KeySet) {
  const [access, refresh] = [prepareRole(keys, 'access'), prepareRole(keys, 'refresh')];
  return {
    current: { access: access.current, refresh: refresh.current },
    byKid: { access: access.byKid, refresh: refresh.byKid },
    jwks: { keys: keys.signing.filter((key) => key.role === 'access').map(publicJwk) },
  };
}

function prepareRole(keys: KeySet, role: KeyRole) {
  const byKid = new Map<string, SigningKey>();
  let current: SigningKey | undefined;
  for (const jwk of keys.signing.filter((key) => key.role === role)) {
    const key = prepareKey(jwk);
    byKid.set(jwk.kid, key);
    if (jwk.state === 'current') current = key;
  }
  if (current === undefined) throw new Error(`no current ${role} key`);
  return { byKid, current };
}

function prepareKey(jwk: SigningJwk): SigningKey {
  const { kid } = jwk;
  switch (jwk.kty) {
    case 'oct': {
      const secret = createSecretKey(jwk.k, 'base64url');
      return { kid, alg: 'HS256', sign: secret, verify: secret };
    }
    case 'OKP': {
      const { kty, crv, x, d } = jwk;
      const sign = createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' });
      return { kid, alg: 'EdDSA', sign, verify: createPublicKey({ key: { kty, crv, x }, format: 'jwk' }) };
    }
  }
}

function publicJwk({ kid, kty, crv, x }: AccessJwk): PublicJwk {
  return { kid, kty, crv, x, alg: 'EdDSA', use: 'sig' };
}
