import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import {
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { Problem } from '../errors/problem.ts';
import { LIMITS } from '../storage/postgres/schema.ts';
import { unavailable } from '../storage/with-failures.ts';

/** Where what was consumed is counted: one process for itself, or several together on the storage that they share. */
export type LimiterBackend =
  | { readonly type: 'memory' | 'sqlite' | 'own' }
  | { readonly type: 'redis'; readonly redis: Redis }
  | { readonly type: 'postgres'; readonly postgres: Pool };

export interface Limit {
  /** Names the counter. */
  readonly name: string;
  readonly points: number;
  /** The window, which begins with the first point and ends whatever happens in it. */
  readonly seconds: number;
}

/** So many points in a window for each owner (an address, an account and an address, …), counted atomically. */
export interface Limiter {
  /** @throws Problem `rate_limited` with the time to wait when nothing is left; `storage_unavailable` */
  consume(...owner: readonly string[]): Promise<void>;
  /** Returns a point that was consumed for something which turned out well. */
  reward(...owner: readonly string[]): Promise<void>;
}

export function createLimiter(backend: LimiterBackend, { name, points, seconds }: Limit): Limiter {
  const options = { keyPrefix: `latchkey:limit:${name}`, points, duration: seconds };
  const limiter = limiterOn(backend, options);

  return {
    async consume(...owner) {
      await limiter.consume(digest(owner)).catch(refuse);
    },
    async reward(...owner) {
      await limiter.reward(digest(owner)).catch(refuse);
    },
  };
}

function limiterOn(
  backend: LimiterBackend,
  options: { keyPrefix: string; points: number; duration: number },
) {
  switch (backend.type) {
    case 'redis':
      return new RateLimiterRedis({ ...options, storeClient: backend.redis });
    case 'postgres':
      return new RateLimiterPostgres({
        ...options,
        storeClient: backend.postgres,
        storeType: 'pool',
        // Made and swept with the other tables.
        tableName: LIMITS,
        tableCreated: true,
        clearExpiredByTimeout: false,
      });
    default:
      return new RateLimiterMemory(options);
  }
}

function refuse(cause: unknown): never {
  if (!(cause instanceof RateLimiterRes)) unavailable(cause);
  const seconds = Math.max(1, Math.ceil(cause.msBeforeNext / 1000));
  throw new Problem('rate_limited', {
    detail: `Try again in ${seconds} seconds.`,
    retryAfterMs: seconds * 1000,
  });
}

/** Of one length, whatever was typed as a username, and without naming anybody in the storage. */
function digest(owner: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(owner)).digest('base64url').slice(0, 22);
}
