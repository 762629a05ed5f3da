/** Told which session ended elsewhere; `null` when it can not be said which, so that all must be asked again. */
export type InvalidationListener = (sessionId: string | null) => void;

/**
 * Whether what this process remembers of the storage may be believed without asking it again. Other processes
 * (a second server on Redis, the admin command on SQLite) may have ended a session meanwhile.
 */
export interface CacheInvalidation {
  /**
   * True while nothing that was announced can have been missed for longer than {@link LEASE_MS}.
   * Listeners have been called before it returns. Makes no network call.
   */
  trusted(): boolean;
  /** Calls the listener at each end, for as long as the storage is open. */
  onInvalidate(listener: InvalidationListener): void;
}

/** How long an end that another process wrote may go unnoticed: a revoked token is refused everywhere after it. */
export const LEASE_MS = 1000;
