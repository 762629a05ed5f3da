import { Problem } from '../errors/problem.ts';
import type { Millis } from '../time/time.ts';

/** A way by which an account can be signed in to, beside its password. */
export type AccountWay = LinkedProvider | Passkey;

interface WayOfAccount {
  /** Names it in the addresses of the account's routes. */
  readonly id: string;
  /** As its owner reads it. */
  readonly name: string;
  readonly createdAt: Millis;
  readonly lastUsedAt: Millis;
}

/** A provider's subject: only issuer and subject together say who it is (OpenID Connect Core 1.0, section 5.7). */
export interface LinkedProvider extends WayOfAccount {
  readonly type: 'provider';
  /** The id of the sign-in way by which it came. */
  readonly way: string;
  readonly issuer: string;
  readonly subject: string;
}

/** A credential of WebAuthn Level 3. What is kept of it is public, but for whose it is. */
export interface Passkey extends WayOfAccount {
  readonly type: 'passkey';
  /** Base64url. */
  readonly credentialId: string;
  /** COSE key, base64url. */
  readonly publicKey: string;
  /** How often it has signed, where it counts. */
  readonly counter: number;
  readonly transports: readonly string[];
}

/** What finds an account: whoever shows it is the account's owner. */
export type WayKey =
  | { readonly type: 'provider'; readonly issuer: string; readonly subject: string }
  | { readonly type: 'passkey'; readonly credentialId: string };

/** A way before it has its id and its times. */
export type NewWay =
  | Omit<LinkedProvider, 'id' | 'createdAt' | 'lastUsedAt'>
  | Omit<Passkey, 'id' | 'createdAt' | 'lastUsedAt'>;

/** The id of the way of signing in by which it came. */
export const signInWayOf = (way: AccountWay | NewWay): string =>
  way.type === 'provider' ? way.way : 'passkey';

/** Far more than anybody has, and few enough for one record. */
const MAX_WAYS = 20;

export function isBy(way: AccountWay, key: WayKey): boolean {
  if (way.type === 'provider') {
    return key.type === 'provider' && way.issuer === key.issuer && way.subject === key.subject;
  }
  return key.type === 'passkey' && way.credentialId === key.credentialId;
}

/** @throws {Problem} `limit_reached` */
export function withWay(ways: readonly AccountWay[], added: AccountWay): readonly AccountWay[] {
  if (ways.length >= MAX_WAYS)
    throw new Problem('limit_reached', { detail: `${MAX_WAYS} ways are the most.` });
  return [...ways, added];
}

/**
 * @param opens whether somebody can sign in by a way now, which a provider that is no longer offered does not allow
 * @param password whether the account has a password that the server takes
 * @throws {Problem} `not_found`, and `last_way` where nobody could sign in any more
 */
export function withoutWay(
  ways: readonly AccountWay[],
  id: string,
  opens: (way: AccountWay) => boolean,
  password: boolean,
): readonly AccountWay[] {
  const rest = ways.filter((way) => way.id !== id);
  if (rest.length === ways.length) throw new Problem('not_found');
  if (!password && !rest.some(opens)) throw new Problem('last_way');
  return rest;
}
