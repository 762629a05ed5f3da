import { useSyncExternalStore } from 'react';
import type { SessionState } from '../protocol/session-state.ts';
import type { Session } from './session.ts';

/**
 * Who is signed in, for a component of React, which renders again at each change.
 * @example
 * const state = useSession(session);
 * return state.status === 'signed-in' ? <p>{state.user.username}</p> : <SignIn />;
 */
export function useSession(session: Session): SessionState {
  return useSyncExternalStore(session.subscribe, session.get, session.get);
}
