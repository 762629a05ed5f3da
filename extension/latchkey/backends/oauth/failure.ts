import { AuthorizationResponseError, ResponseBodyError } from 'oauth4webapi';
import type { Failure } from '../../broker/session/backoff.ts';
import { LatchkeyError } from '../../protocol/errors.ts';

/** The `error` of RFC 6749 that the provider has answered with, `null` for what is no such answer. */
export const oauthError = (error: unknown): string | null =>
  error instanceof ResponseBodyError || error instanceof AuthorizationResponseError ? error.error : null;

/** No answer at all: `fetch` rejects with a TypeError, and with an AbortError past its time. */
export const isUnreachable = (error: unknown): boolean =>
  (error instanceof TypeError && !('code' in error)) ||
  (error instanceof DOMException && error.name === 'AbortError');

/** What is done with this browser's keys, whose refusal is neither the network's nor the provider's. */
export const byKeyStore = <T>(work: Promise<T>): Promise<T> =>
  work.catch((cause) => {
    throw new LatchkeyError('key-store-unavailable', 'The key of this browser can not be used', { cause });
  });

const isOfKeyStore = (error: unknown): boolean =>
  error instanceof LatchkeyError && error.code === 'key-store-unavailable';

/** Why there is no verdict. */
export function failureOf(error: unknown, hadNetwork: boolean): Failure {
  if (isOfKeyStore(error)) return { type: 'key-store-unavailable' };
  return isUnreachable(error)
    ? { type: 'unreachable', hadNetwork }
    : { type: 'unavailable', retryAfterMs: null };
}

/** Whether the same question may bring another answer later: a provider out of reach, out of order or overloaded. */
export function isTransient(error: unknown): boolean {
  if (isUnreachable(error) || isOfKeyStore(error)) return true;
  if (error instanceof ResponseBodyError)
    return isTemporary(error.status) || error.error === 'temporarily_unavailable';
  return error instanceof Error && error.cause instanceof Response && isTemporary(error.cause.status);
}

const isTemporary = (status: number): boolean => status >= 500 || status === 429 || status === 408;
