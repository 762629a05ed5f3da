import type { SessionState } from 'latchkey/client';

const place = 'latchkey.remembered-session';

/**
 * What the extension's pages showed last: a name and a date, no secret. It lives in localStorage because that
 * alone can be read before the first paint, so that a signed-in user never sees a sign-in form flash by. It is
 * only a picture: nothing is decided by it, and the broker's word replaces it within milliseconds.
 */
export function rememberSession(store: Storage, state: SessionState): void {
  if (state.status === 'unknown') return;
  store.setItem(place, JSON.stringify(state));
}

/** @returns `unknown` when there is no picture, or none that can be read. */
export function rememberedSession(store: Storage): SessionState {
  try {
    return readPicture(JSON.parse(store.getItem(place) ?? 'null')) ?? nothing;
  } catch {
    return nothing;
  }
}

const nothing: SessionState = { status: 'unknown', version: 0 };

function readPicture(picture: Partial<SessionState & { status: 'signed-in' }> | null): SessionState | null {
  if (picture?.status !== 'signed-in')
    return picture ? { status: 'signed-out', version: 0, reason: 'none' } : null;
  const { user, sessionId, signedInAt } = picture;
  if (typeof user?.username !== 'string' || typeof sessionId !== 'string' || typeof signedInAt !== 'number')
    return null;
  return { status: 'signed-in', version: 0, user, sessionId, signedInAt, condition: 'idle' };
}
