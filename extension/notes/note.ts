/** A note as the server keeps it. */
export interface Note {
  readonly id: string;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A note that the server has not confirmed yet. It is kept until it has, or until its writer deletes it. */
export interface PendingNote {
  /** Sent as the Idempotency-Key, so that sending it twice writes it once. */
  readonly key: string;
  readonly userId: string;
  readonly url: string;
  readonly text: string;
  readonly createdAt: number;
}

/** The server's limit, in UTF-16 code units as `maxlength` counts them. */
export const MAX_NOTE_LENGTH = 2000;

/** @throws TypeError when it is not a note. */
export function readNote(value: unknown): Note {
  const { id, text, created_at } = value as Record<string, unknown>;
  if (typeof id !== 'string' || typeof text !== 'string') throw new TypeError('not a note');
  return { id, text, createdAt: Date.parse(String(created_at)) };
}

/** What is stored as a pending note, where it is one: every content script of this extension may write there. */
export function readPendingNote(value: unknown): PendingNote | null {
  if (typeof value !== 'object' || value === null) return null;
  const { key, userId, url, text, createdAt } = value as Record<string, unknown>;
  const areTexts = [key, userId, url, text].every((part) => typeof part === 'string' && part !== '');
  if (!areTexts || typeof createdAt !== 'number' || !Number.isFinite(createdAt)) return null;
  return { key, userId, url, text, createdAt } as PendingNote;
}
