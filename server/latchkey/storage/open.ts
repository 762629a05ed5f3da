import type { Redis } from 'ioredis';
import { StartError } from '../errors/start-error.ts';
import type { Clock } from '../time/time.ts';
import type { Coherence } from './cache-invalidation.ts';
import { openMemory } from './memory/driver.ts';
import { openRedis } from './redis/driver.ts';
import { openSqlite } from './sqlite/driver.ts';
import type { Store } from './store.ts';

export type OpenStorage = { readonly store: Store; readonly coherence: Coherence } & (
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite' }
  | { readonly kind: 'redis'; readonly redis: Redis }
);

export interface OpenOptions {
  readonly clock: Clock;
  /** Milliseconds that only grow, whatever happens to the wall clock; for leases. */
  readonly monotonic: () => number;
}

/**
 * Opens the storage a URL names: `memory:`, `sqlite:PATH` or `redis://…`/`rediss://…`.
 * @throws {StartError} for any other driver (none of unstorage's others can compare and set) and for a
 * storage that can not be opened or reached.
 */
export async function openStorage(url: string, options: OpenOptions): Promise<OpenStorage> {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  switch (scheme) {
    case 'memory':
      return openMemory(options);
    case 'sqlite':
      return openSqlite(url.slice('sqlite:'.length), options);
    case 'redis':
    case 'rediss':
      return openRedis(url, options);
    default:
      throw new StartError(
        `LATCHKEY_STORAGE: "${url}" can not be used: only memory:, sqlite:PATH and redis://HOST can rotate a session in one atomic step.`,
      );
  }
}
