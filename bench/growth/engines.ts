import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Beside } from '../databases/beside.ts';
import { postgresBeside } from '../databases/postgres.ts';
import { redisBeside } from '../databases/redis.ts';

/** What a store can be kept in. */
export interface Engine {
  readonly name: string;
  /** An empty one, which may keep its files in the folder; `null` where it is not installed. */
  begin(folder: string, core: number | null): Promise<Beside | null>;
  /** What it takes with all that is in it: of the disk, or of Redis' memory. */
  bytes(url: string): Promise<number>;
}

const sqlite: Engine = {
  name: 'SQLite',
  begin: async (folder) => ({
    url: `sqlite:${join(folder, 'latchkey.db')}`,
    processes: () => [],
    stop: async () => {},
  }),
  bytes: async (url) => (await stat(url.slice('sqlite:'.length))).size,
};

const redis: Engine = {
  name: 'Redis',
  begin: (_, core) => redisBeside(core),
  async bytes(url) {
    const client = new Redis(url);
    const memory = await client.info('memory');
    client.disconnect();
    return Number(/^used_memory:(\d+)/m.exec(memory)?.[1]);
  },
};

const postgres: Engine = {
  name: 'PostgreSQL',
  begin: (_, core) => postgresBeside(core),
  async bytes(url) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query('SELECT pg_database_size(current_database()) AS bytes');
    await client.end();
    return Number(rows[0]?.bytes);
  },
};

export const engines: readonly Engine[] = [sqlite, redis, postgres];
