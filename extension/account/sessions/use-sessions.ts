import type { AccountApi } from '../account-api.ts';
import { type Loaded, useLoaded } from '../use-loaded.ts';
import type { AccountSession } from './account-sessions.ts';

export type LoadedSessions = Loaded<readonly AccountSession[]>;

/** The user's sessions, loaded again when the server is back. */
export function useSessions(
  api: Pick<AccountApi, 'sessions'>,
  offline: boolean,
): { sessions: LoadedSessions; reload: () => Promise<void> } {
  const { loaded, reload } = useLoaded(api.sessions, [offline]);
  return { sessions: loaded, reload };
}
