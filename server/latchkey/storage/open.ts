import { StartError } from '../errors/start-error.ts';
import type { OpenOptions, OpenStorage } from './driver.ts';
import { openMemory } from './memory/open.ts';
import { openSqlite } from './sqlite/open.ts';

/**
 * Opens the storage a URL names: `memory:`, `sqlite:PATH`, `redis://…`, `rediss://…`, `redis+sentinel://…` or
 * `postgres://…`, `postgresql://…`. The code of a database server is loaded by whoever uses it.
 * @throws {StartError} for any other driver (none of unstorage's others can compare and set) and for a
 * storage that can not be opened or reached.
 * @example
 * const { store } = await openStorage('sqlite:.data/latchkey.db', { clock, monotonic: () => performance.now() });
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
    case 'redis+sentinel':
    case 'rediss+sentinel':
      return (await import('./redis/open.ts')).openRedis(url, options);
    case 'postgres':
    case 'postgresql':
      return (await import('./postgres/open.ts')).openPostgres(url, options);
    default:
      throw new StartError(
        `LATCHKEY_STORAGE: "${url}" can not be used: only memory:, sqlite:PATH, redis://HOST and postgres://HOST/DATABASE can rotate a session in one atomic step.`,
      );
  }
}
