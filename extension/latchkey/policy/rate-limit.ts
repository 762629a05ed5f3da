/** Calls that a sender may make at once, and per second after that. A page that lists a hundred items is normal. */
const BURST = 150;
const PER_SECOND = 25;

/** Senders that are remembered; the one that has been quiet longest is forgotten first. */
const MOST_SENDERS = 500;

interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/**
 * A token bucket per sender. In memory only: a worker that stops has been idle for longer than a bucket takes
 * to fill.
 */
export function createRateLimit() {
  const buckets = new Map<string, Bucket>();
  return {
    /** @returns `null` when the call may go on, else the milliseconds until the next one may. */
    take(sender: string, nowMs: number): number | null {
      const before = buckets.get(sender) ?? { tokens: BURST, atMs: nowMs };
      // A clock that was set back must not empty the bucket.
      const elapsedMs = Math.max(0, nowMs - before.atMs);
      const tokens = Math.min(BURST, before.tokens + (elapsedMs / 1000) * PER_SECOND);
      const allowed = tokens >= 1;
      buckets.delete(sender);
      buckets.set(sender, { tokens: allowed ? tokens - 1 : tokens, atMs: nowMs });
      const [oldest] = buckets.keys();
      if (buckets.size > MOST_SENDERS && oldest !== undefined) buckets.delete(oldest);
      return allowed ? null : Math.ceil(((1 - tokens) / PER_SECOND) * 1000);
    },
  };
}
