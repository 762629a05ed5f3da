import type { SignedOutReason } from '../../protocol/session-state.ts';
import type { Session } from './state.ts';

/** Why the server ended a session: the `reason` of its 401 `invalid_grant`. */
export const endReasons = [
  'logout',
  'reuse',
  'admin',
  'password',
  'expired',
  'unknown',
  'key-mismatch',
] as const;

/**
 * Why the server ended a session.
 * @useDeclaredType
 */
export type EndReason = (typeof endReasons)[number];

/** What the user is told. Who was not signed in here has lost nothing. */
export function signedOutReason(session: Session, reason: EndReason): SignedOutReason {
  switch (reason) {
    case 'reuse':
    case 'expired':
      return reason;
    case 'logout':
    case 'admin':
    case 'password':
      return session.status === 'signed-in' ? 'elsewhere' : 'none';
    case 'key-mismatch':
      // Who was here is not known when the extension's data was cleared, and the key with it: the cookie tells.
      return session.status === 'signed-out' ? 'none' : 'key-lost';
    case 'unknown':
      // No cookie: "clear cookies" or another extension took it. It lives as long as its session may.
      return session.status === 'signed-in' ? 'cookie-lost' : 'none';
  }
}
