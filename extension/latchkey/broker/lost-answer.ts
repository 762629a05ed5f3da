import type { Backend } from './backend.ts';
import type { Grant } from './session/grant.ts';
import { isOfThisTry } from './session/of-this-try.ts';
import type { SessionStore } from './session/store.ts';

/** What has become of a sign-in whose answer was lost. */
export type LostSignIn =
  | { readonly type: 'signed-in'; readonly grant: Grant }
  | { readonly type: 'refused' }
  /** The server gives no word on it, or on an older session alone. */
  | { readonly type: 'unknown' };

/**
 * The server may have let the user in and set the cookie: then a refresh brings the rest.
 * @param triedAtMs when the try began, by this machine's clock
 */
export async function findLostSignIn(
  backend: Backend,
  store: SessionStore,
  triedAtMs: number,
): Promise<LostSignIn> {
  const second = await backend.refresh(null);
  if (second.type === 'session-ended') return { type: 'refused' };
  const { clockOffsetMs } = store.read();
  return second.type === 'refreshed' && isOfThisTry(second.grant, triedAtMs, clockOffsetMs)
    ? { type: 'signed-in', grant: second.grant }
    : { type: 'unknown' };
}
