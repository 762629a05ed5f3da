import { randomBytes } from 'node:crypto';
import { equalSecrets } from '../crypto/equal-secrets.ts';
import { mac } from '../crypto/mac.ts';
import type { KeyRole } from './key-set.ts';

/** The purpose of the secret that ids are made with. */
export const KEY_IDS = 'key ids';

/** 72 random bits; half of the id. */
const NAME_LENGTH = 12;

/**
 * A new id (`kid`), by which servers with the same secret know the keys of their set, those too that another copy of it
 * was given later. It says so much of itself without any of them having to be asked.
 */
export function newKeyId(secret: Uint8Array, role: KeyRole): string {
  const name = randomBytes(9).toString('base64url');
  return name + tagOf(secret, role, name);
}

export function isKeyIdOf(secret: Uint8Array, role: KeyRole, kid: string): boolean {
  return equalSecrets(tagOf(secret, role, kid.slice(0, NAME_LENGTH)), kid.slice(NAME_LENGTH));
}

const tagOf = (secret: Uint8Array, role: KeyRole, name: string) =>
  mac(secret, `${role} ${name}`).slice(0, NAME_LENGTH);
