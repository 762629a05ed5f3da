import { useEffect, useState } from 'hono/jsx/dom';
import { i18n } from '#i18n';
import type { AccountApi } from '../account-api.ts';
import { explainError } from '../wording/explain-error.ts';
import type { AccountSession } from './account-sessions.ts';

export type Sessions =
  | { is: 'loading' }
  | { is: 'failed'; sentence: string }
  | { is: 'loaded'; sessions: readonly AccountSession[] };

/** The user's sessions, loaded at once and again when the server is back or the caller asks. */
export function useSessions(
  api: AccountApi,
  offline: boolean,
): { sessions: Sessions; reload: () => Promise<void> } {
  const [sessions, setSessions] = useState<Sessions>({ is: 'loading' });
  const reload = async () => {
    try {
      setSessions({ is: 'loaded', sessions: await api.sessions() });
    } catch (error) {
      setSessions({ is: 'failed', sentence: explainError(error, i18n.t) });
    }
  };
  useEffect(() => void reload(), [offline]);
  return { sessions, reload };
}
