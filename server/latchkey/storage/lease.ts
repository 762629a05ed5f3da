import { type CacheInvalidation, type InvalidationListener, LEASE_MS } from './cache-invalidation.ts';

/** How often a process sends itself a beat: several in a lease, so that one which is late costs nothing. */
export const BEAT_MS = LEASE_MS / 4;

/** Whether announcements still arrive, as far as a storage can prove it. `createLease` makes one. */
export interface Lease {
  readonly invalidation: CacheInvalidation;
  /** Another process has ended this session. */
  ended(sessionId: string): void;
  /** What was sent at this time (monotonic milliseconds) has come back. */
  renew(sentAt: number): void;
  /** What is announced from now on may not arrive. */
  lose(): void;
}

/**
 * A lease on the announcements of ended sessions. A subscription says nothing when it stops delivering, so the process
 * sends itself a beat through it: announcements come in order, so a beat that comes back proves that every end
 * announced before it was sent has arrived. No beat for a lease: nothing remembered is believed. After a gap
 * everything is forgotten first, since what was announced in between is lost.
 */
export function createLease(monotonic: () => number): Lease {
  const listeners: InvalidationListener[] = [];
  let until = Number.NEGATIVE_INFINITY;
  const invalidate = (sessionId: string | null) => {
    for (const listener of listeners) listener(sessionId);
  };

  return {
    invalidation: {
      trusted: () => monotonic() < until,
      onInvalidate: (listener) => void listeners.push(listener),
    },
    ended: invalidate,
    renew(sentAt) {
      if (until < monotonic()) invalidate(null);
      until = sentAt + LEASE_MS;
    },
    lose() {
      until = Number.NEGATIVE_INFINITY;
    },
  };
}
