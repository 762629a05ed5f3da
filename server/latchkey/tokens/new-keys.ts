import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Millis } from '../time/time.ts';
import type { KeySet, NewKey } from './key-set.ts';

const newKid = () => randomBytes(9).toString('base64url');

/** 256 bits, base64url. */
const newSecret = () => randomBytes(32).toString('base64url');

/** A new Ed25519 key (RFC 8037) for access tokens, a new secret for refresh tokens. */
export const newSigningKey: NewKey = (role, state, now) => {
  const named = { kid: newKid(), state, since: now };
  if (role === 'refresh') return { ...named, role, kty: 'oct', k: newSecret() };
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { ...named, role, kty: 'OKP', crv: 'Ed25519', x, d };
};

/** The first keys of a server: for each role one that signs and one that is already published to follow it. */
export function newKeySet(now: Millis): KeySet {
  return {
    signing: [
      newSigningKey('access', 'current', now),
      newSigningKey('access', 'next', now),
      newSigningKey('refresh', 'current', now),
      newSigningKey('refresh', 'next', now),
    ],
    secret: { kid: newKid(), kty: 'oct', k: newSecret(), role: 'secret' },
  };
}
