import type { RedisOptions } from 'ioredis';
import { redisSentinels } from '../../config/redis-sentinels.ts';

const SENTINEL_TIMEOUT_MS = 2000;
const ASK_AGAIN_MAX_MS = 500;

/** Where Redis is, as ioredis is told. */
export interface RedisPlace {
  readonly options: RedisOptions & { readonly url?: string };
  /** For the operator, without a password. */
  readonly shown: string;
  /** From now on a failure to find it is no mistake of the operator's, and it is looked for again and again. */
  started(): void;
}

/** @param url of a server (`redis:`, `rediss:`) or of Sentinels that know which one is the primary */
export function placeOf(url: string): RedisPlace {
  const found = redisSentinels(url);
  if (found === null) return { options: { url }, shown: new URL(url).host, started: () => {} };

  const { sentinels, tls, ...login } = found;
  let started = false;
  return {
    options: {
      ...login,
      sentinels: [...sentinels],
      // Those whose address the operator did not give, too.
      updateSentinels: true,
      // A primary that was replaced while it could still be reached would take writes that are lost.
      failoverDetector: true,
      sentinelCommandTimeout: SENTINEL_TIMEOUT_MS,
      // Anything but a number ends the search.
      sentinelRetryStrategy: (attempt) => (started ? Math.min(attempt * 50, ASK_AGAIN_MAX_MS) : null),
      ...(tls && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true }),
    },
    shown: `${sentinels.map(({ host, port }) => `${host}:${port}`).join(', ')} (Sentinel, ${found.name})`,
    started() {
      started = true;
    },
  };
}
