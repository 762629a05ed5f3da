import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Millis } from '../time/time.ts';
import { derivedFrom } from './derived-secrets.ts';
import { KEY_IDS, newKeyId } from './key-id.ts';
import type { KeySet, NewKey, SecretJwk } from './key-set.ts';

/** 256 bits, base64url. */
const newSecret = () => randomBytes(32).toString('base64url');

/** Makes keys of a set: new Ed25519 keys (RFC 8037) for access tokens, new secrets for refresh tokens. */
export function newSigningKeyOf(secret: SecretJwk): NewKey {
  const secretOfIds = derivedFrom(secret)(KEY_IDS);
  return (role, state, now) => {
    const named = { kid: newKeyId(secretOfIds, role), state, since: now };
    if (role === 'refresh') return { ...named, role, kty: 'oct', k: newSecret() };
    const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    return { ...named, role, kty: 'OKP', crv: 'Ed25519', x, d };
  };
}

/** The first keys of a server: for each role one that signs and one that is already published to follow it. */
export function newKeySet(now: Millis): KeySet {
  const kid = randomBytes(9).toString('base64url');
  const secret: SecretJwk = { kid, kty: 'oct', k: newSecret(), role: 'secret' };
  const newKey = newSigningKeyOf(secret);
  return {
    signing: [
      newKey('access', 'current', now),
      newKey('access', 'next', now),
      newKey('refresh', 'current', now),
      newKey('refresh', 'next', now),
    ],
    secret,
  };
}
