import type { Redis } from 'ioredis';

const AGAIN_MS = 100;

/**
 * Connects again when ioredis has given up, which it does for good when Sentinels tell of a failover at the moment at
 * which it is asking them for the primary: its connector takes that for a `disconnect()` of ours.
 * @returns what to call before a `disconnect()` that is meant
 */
export function keepConnecting(redis: Redis): () => void {
  let wanted = true;
  redis.on('end', () => {
    if (!wanted) return;
    setTimeout(() => {
      if (wanted) redis.connect().catch(() => {});
    }, AGAIN_MS);
  });
  return () => {
    wanted = false;
  };
}
