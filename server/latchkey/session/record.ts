import { key } from '../storage/key.ts';
import type { Key } from '../storage/store.ts';
import type { Millis } from '../time/time.ts';

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Names a session; it opens nothing. */
export type SessionId = Branded<string, 'session id'>;
/** Names a user, for good: text to whoever keeps the users. */
export type UserId = Branded<string, 'user id'>;
/** Counts the refresh tokens of a session; the one issued at sign-in is 1. */
export type Generation = Branded<number, 'generation'>;
/** RFC 7638 thumbprint of the DPoP key, base64url SHA-256; the `jkt` of RFC 9449 section 6.1. */
export type Thumbprint = Branded<string, 'jkt'>;

/** Takes a text for a session's id, unchecked. */
export const sessionId = (value: string): SessionId => value as SessionId;
/** Takes a text for a user's id, unchecked. */
export const userId = (value: string): UserId => value as UserId;
export const generation = (value: number): Generation => value as Generation;
export const thumbprint = (value: string): Thumbprint => value as Thumbprint;

/** Whose a session is, and what its tokens are good for. */
export interface SessionOwner {
  readonly uid: UserId;
  readonly username: string;
  /** All that the server knows unless said. */
  readonly scopes?: readonly string[];
  /** What stands in its access tokens beside the library's own claims. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What ended a session for good. */
export type EndReason = 'logout' | 'reuse' | 'admin' | 'password';

/** Everything the server knows of a session; one record, so that every change is one compare-and-set. */
export type SessionRecord = {
  readonly sid: SessionId;
  readonly uid: UserId;
  readonly username: string;
  readonly scopes?: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly gen: Generation;
  /** When the client first showed that it holds the current pair; `null` while it has not. */
  readonly ackedAt: Millis | null;
  readonly rotatedAt: Millis;
  readonly idleUntil: Millis;
  readonly absoluteUntil: Millis;
  readonly status: 'active' | EndReason;
  readonly jkt: Thumbprint;
  /** What the user calls the device, or what it calls itself. */
  readonly label: string;
  readonly createdAt: Millis;
  readonly lastUsedAt: Millis;
  /** Derives each generation's `jti`, so that issuing one again gives the same token; base64url, 256 bits. */
  readonly secret: string;
  /** In which epoch it began (see `epoch.ts`); sessions from before there were any have none. */
  readonly epoch?: number;
};

/** Whether a session of the one is a session of the other, with the same rights. */
export function sameOwner(one: SessionOwner, other: SessionOwner): boolean {
  const shown = ({ uid, username, scopes, claims }: SessionOwner) =>
    JSON.stringify([uid, username, scopes, claims]);
  return shown(one) === shown(other);
}

export const sessionKey = (sid: SessionId): Key => key('session', sid);

/** The set of a user's session ids, so that nothing ever scans all sessions. */
export const userSessionsKey = (uid: UserId): Key => key('user-sessions', uid);
