import { LatchkeyError } from '../protocol/errors.ts';
import type { Backend } from './backend.ts';
import type { Grant } from './session/grant.ts';

/** Signing in where the browser keeps no session would be signing in again after minutes, for ever. */
export const cookieNotKept = (): LatchkeyError =>
  new LatchkeyError('cookie-not-kept', 'The browser keeps no cookie of the server');

/**
 * Whether the session that has just begun can last. One that can not is ended on the server too, which would keep it
 * otherwise, one more with each attempt.
 */
export async function canLast(backend: Backend, { token, kept }: Grant): Promise<boolean> {
  const keeping = await backend.keeping?.();
  if (keeping !== 'absent' && keeping !== 'blocked') return true;
  await backend.signOut({ accessToken: token.value, kept });
  return false;
}

/** A refusal with its true cause, where the server is well and only what the browser sends along is not. */
export async function explained(backend: Backend, error: LatchkeyError): Promise<LatchkeyError> {
  if (error.code !== 'server-unavailable' || (await backend.keeping?.()) !== 'too-many-cookies') return error;
  return new LatchkeyError('too-many-cookies', 'The server takes fewer cookies than the browser sends', {
    cause: error,
  });
}
