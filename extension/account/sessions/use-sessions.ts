import { useEffect, useState } from 'hono/jsx/dom';
import { i18n } from '#i18n';
import type { AccountApi } from '../account-api.ts';
import { explainError } from '../wording/explain-error.ts';
import type { AccountSession } from './account-sessions.ts';

export type Sessions =
  | { type: 'loading' }
  | { type: 'failed'; sentence: string }
  | { type: 'loaded'; sessions: readonly AccountSession[] };

/** The user's sessions, loaded at once and again when the server is back or the caller asks. */
export function useSessions(
  api: AccountApi,
  offline: boolean,
): { sessions: Sessions; reload: () => Promise<void> } {
  const [sessions, setSessions] = useState<Sessions>({ type: 'loading' });
  const reload = async () => {
    try {
      setSessions({ type: 'loaded', sessions: await api.sessions() });
    } catch (error) {
      setSessions({ type: 'failed', sentence: explainError(error, i18n.t) });
    }
  };
  useEffect(() => void reload(), [offline]);
  return { sessions, reload };
}
