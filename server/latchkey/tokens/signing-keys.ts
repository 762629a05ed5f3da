import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import type { OwnAlgorithm } from '../crypto/algorithm.ts';
import type { Clock } from '../time/time.ts';
import { coalesce } from './coalesce.ts';
import { derivedFrom } from './derived-secrets.ts';
import { isKeyIdOf, KEY_IDS } from './key-id.ts';
import {
  type AccessJwk,
  isInUse,
  type KeyRole,
  type KeySet,
  type MaxLifetimes,
  type SigningJwk,
} from './key-set.ts';

export interface SigningKey {
  readonly kid: string;
  /** The only algorithm that it signs with or verifies (RFC 8725 section 3.1). */
  readonly alg: OwnAlgorithm;
  readonly sign: KeyObject;
  readonly verify: KeyObject;
}

/** A public key as `/.well-known/jwks.json` shows it. */
export type PublicJwk = Readonly<Record<'kid' | 'kty' | 'crv' | 'x' | 'alg' | 'use', string>>;

/** Where the keys are kept, for a server that goes on while they are rotated. */
export interface KeySource {
  readonly clock: Clock;
  readonly longest: MaxLifetimes;
  /** The keys as they are there now; the same object for as long as they are the same. */
  read(): Promise<KeySet>;
}

/** The keys ready for use. They are replaced all at once; what is in flight ends with those it began with. */
export interface SigningKeys {
  current(role: KeyRole): SigningKey;
  /** The key of this id, if it may still verify for this role. */
  find(role: KeyRole, kid: string): SigningKey | undefined;
  /**
   * Whether a key that is not known here is one of this set: made in a rotation of a copy of these keys, which this
   * server has not been given.
   */
  isRotatedElsewhere(role: KeyRole, kid: string): boolean;
  /** What resource servers need; refresh tokens are for this server alone, so their keys are not among them. */
  jwks(): { keys: PublicJwk[] };
  /** 32 bytes for one purpose, the same on every server with these keys (HKDF, RFC 5869); to be asked for at each use. */
  secret(purpose: string): Uint8Array;
  /** Names this set of keys, and stays the same when signing keys rotate. */
  readonly id: string;
  /** The sets whose place it has taken after they had leaked. */
  readonly replaces: readonly string[];
  /**
   * Takes the keys as they are where they are kept: for when that has changed, and for a token of a key that is not
   * known, since another server may have heard of a rotation first.
   * @throws when the keys can not be read or taken
   */
  reload(): Promise<void>;
}

export function createSigningKeys(initial: KeySet, source?: KeySource): SigningKeys {
  let ready = prepare(initial);
  let taken = initial;
  const inUse = (jwk: SigningJwk) => source === undefined || isInUse(jwk, source.longest, source.clock());

  /** With other keys than these, as they are after a rotation or after a leak, every session would be over. */
  function replace(keys: KeySet): void {
    if (keys === taken) return;
    const { kid, replaces = [] } = keys.secret;
    if (kid !== taken.secret.kid && !replaces.includes(taken.secret.kid)) {
      throw new Error('they are not the keys that this server has started with');
    }
    ready = prepare(keys);
    taken = keys;
  }

  return {
    current: (role) => ready.current[role],
    find(role, kid) {
      const found = ready.byKid[role].get(kid);
      return found !== undefined && inUse(found.jwk) ? found : undefined;
    },
    isRotatedElsewhere: (role, kid) => isKeyIdOf(ready.secret(KEY_IDS), role, kid),
    jwks: () => ({ keys: ready.access.filter(inUse).map(publicJwk) }),
    secret: (purpose) => ready.secret(purpose),
    get id() {
      return taken.secret.kid;
    },
    get replaces() {
      return taken.secret.replaces ?? [];
    },
    // Never what was read a moment ago: a rotation may have come since, and to be refused for it is final.
    reload: coalesce(async () => {
      if (source !== undefined) replace(await source.read());
    }),
  };
}

function prepare(keys: KeySet) {
  const [access, refresh] = [prepareRole(keys, 'access'), prepareRole(keys, 'refresh')];
  return {
    current: { access: access.current, refresh: refresh.current },
    byKid: { access: access.byKid, refresh: refresh.byKid },
    access: keys.signing.filter((key) => key.role === 'access'),
    secret: derivedFrom(keys.secret),
  };
}

function prepareRole(keys: KeySet, role: KeyRole) {
  const byKid = new Map<string, SigningKey & { readonly jwk: SigningJwk }>();
  let current: SigningKey | undefined;
  for (const jwk of keys.signing.filter((key) => key.role === role)) {
    const key = { ...prepareKey(jwk), jwk };
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
