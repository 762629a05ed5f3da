import type { ServerOutage } from './state.ts';

/** Why a call to the server brought no verdict. */
export type Failure =
  | { readonly type: 'unreachable'; readonly hadNetwork: boolean }
  /** 5xx, 429, or anything else that says nothing about the session. */
  | { readonly type: 'unavailable'; readonly retryAfterMs: number | null }
  /** This browser's key could not be read or stored, so that the server was not asked. */
  | { readonly type: 'key-store-unavailable' };

const FIRST_MS = 1_000;
/** A network that returns is noticed within this, even without an `online` event. */
const MOST_MS = 30_000;
/** A Retry-After beyond an hour is taken for a mistake: it would lock the user out of a healthy server. */
const MOST_RETRY_AFTER_MS = 3_600_000;

/**
 * When to try again: twice as late after each failure, and at a random point of the second half, so that
 * clients that failed together do not come back together. Retry-After is a floor.
 * @param jitter from 0 to 1.
 */
export function backOff(
  before: ServerOutage | null,
  failure: Failure,
  jitter: number,
  nowMs: number,
): ServerOutage {
  // Without a network a try costs the server nothing, and Chromium tells no service worker when it is back.
  if (failure.type === 'unreachable' && !failure.hadNetwork) {
    return { type: failure.type, failures: before?.failures ?? 0, sinceMs: nowMs, untilMs: nowMs };
  }
  const failures = (before?.failures ?? 0) + 1;
  const ownMs = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10)) * (0.5 + jitter / 2);
  const askedMs =
    failure.type === 'unavailable' ? Math.min(failure.retryAfterMs ?? 0, MOST_RETRY_AFTER_MS) : 0;
  const delayMs = askedMs > 0 ? askedMs + ownMs : ownMs;
  return { type: failure.type, failures, sinceMs: nowMs, untilMs: nowMs + delayMs };
}

/** How long the backoff still holds. A clock that was set back to before it began ends it, and can not stretch it. */
export function waitMs(outage: ServerOutage | null, nowMs: number): number {
  return outage === null || nowMs < outage.sinceMs ? 0 : Math.max(0, outage.untilMs - nowMs);
}
