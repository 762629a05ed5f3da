/** Told which session ended elsewhere; `null` when it can not be said which, so that all must be asked again. */
export type InvalidationListener = (sessionId: string | null) => void;

/**
 * Whether what this process remembers of the storage may be believed without asking it again. Other processes
 * (a second server on Redis, the admin command on SQLite) may have ended a session meanwhile.
 */
export interface Coherence {
  /**
   * True while nothing that was announced can have been missed for longer than the lease (1 s).
   * Listeners have been called before it returns. Makes no network call.
   */
  trusted(): boolean;
  onInvalidate(listener: InvalidationListener): void;
  close(): Promise<void>;
}

/** How long an end that another process wrote may go unnoticed; DESIGN section 4. */
export const LEASE_MS = 1000;
