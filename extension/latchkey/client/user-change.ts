import type { SessionState, SignedInUser } from '../protocol/session-state.ts';

/**
 * Of all changes of the session those of who is signed in: a refresh that begins or ends and a network that goes or comes
 * change the state and nobody's name. Signing in again is a change, also as the same user.
 * @param onStateChange tells every state, the first at once
 * @param listener gets `null` for nobody; it hears nothing while nobody knows
 * @returns a function that stops it
 */
export function watchUser(
  onStateChange: (listener: (state: SessionState) => void) => () => void,
  listener: (user: SignedInUser | null) => void,
): () => void {
  /** `undefined` before anything is known. */
  let seen: string | null | undefined;
  return onStateChange((state) => {
    if (state.status === 'unknown') return;
    const [session, user] = state.status === 'signed-in' ? [state.sessionId, state.user] : [null, null];
    if (session === seen) return;
    seen = session;
    listener(user);
  });
}
