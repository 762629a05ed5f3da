import { isRecord, moment } from '../read-answer.ts';

/** One signed-in browser of the user, as `GET /auth/sessions` tells it. Times in milliseconds since the epoch. */
export interface AccountSession {
  readonly id: string;
  readonly label: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly current: boolean;
  readonly refused: { readonly count: number; readonly lastAt: number } | null;
}

/**
 * Reads the answer of `GET /auth/sessions`: this device first, then the most recently used.
 * @throws TypeError when it is not such an answer.
 */
export function readSessions(body: unknown): AccountSession[] {
  const sessions: unknown = isRecord(body) ? body.sessions : undefined;
  if (!Array.isArray(sessions)) throw new TypeError('not a list of sessions');
  return sessions.map(readSession).sort(thisDeviceThenLatest);
}

function readSession(item: unknown): AccountSession {
  if (!isRecord(item) || typeof item.id !== 'string') throw new TypeError('not a session');
  const attempts = item.refused_attempts;
  return {
    id: item.id,
    label: typeof item.label === 'string' ? item.label : '',
    createdAt: moment(item.created_at),
    lastUsedAt: moment(item.last_used_at),
    current: item.current === true,
    refused: isRecord(attempts) ? { count: Number(attempts.count), lastAt: moment(attempts.last_at) } : null,
  };
}

function thisDeviceThenLatest(a: AccountSession, b: AccountSession): number {
  return Number(b.current) - Number(a.current) || b.lastUsedAt - a.lastUsedAt;
}

/** Refused attempts on all sessions together. */
export function countRefused(sessions: readonly AccountSession[]): number {
  return sessions.reduce((sum, { refused }) => sum + (refused?.count ?? 0), 0);
}
