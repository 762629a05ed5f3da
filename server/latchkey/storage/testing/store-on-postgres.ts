import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { millis, systemClock } from '../../time/time.ts';
import { key } from '../key.ts';
import { openStorage } from '../open.ts';
import type { Key, Store } from '../store.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

export const inAnHour = () => millis(systemClock() + 3_600_000);

/** A store on a PostgreSQL, with a database of its own for each test, and what looks at it from beside. Within `describe`. */
export function storeOnPostgres() {
  let server: PostgresServer;
  let url: string;
  let store: Store;
  let beside: pg.Client;
  const opened: Store[] = [];

  const open = async (at = url) => {
    const { store } = await openStorage(at, { clock: systemClock, monotonic: () => performance.now() });
    opened.push(store);
    return store;
  };
  const closeAll = async () => {
    for (const store of opened.splice(0)) await store.close();
  };
  const one = async (statement: string) => (await beside.query(statement)).rows[0];

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    url = await server.database();
    store = await open();
    beside = new pg.Client({ connectionString: url });
    beside.on('error', () => {});
    await beside.connect();
  });
  afterEach(async () => {
    await beside.end().catch(() => {});
    await closeAll();
  });

  return {
    open,
    closeAll,
    one,
    get port() {
      return server.port;
    },
    get url() {
      return url;
    },
    get store() {
      return store;
    },
    get beside() {
      return beside;
    },
    sessions: async (count: number) => {
      const keys = Array.from({ length: count }, (_, n) => key('session', `s${n}`));
      await Promise.all(keys.map((at) => store.put(at, { n: 0 }, inAnHour())));
      return keys;
    },
    rotate: (at: Key, from: number, to: number, by = store) =>
      by.compareAndSet(at, { n: from }, { n: to }, { expiresAt: inAnHour() }),
    read: async (at: Key) => (await store.get<{ n: number }>(at))?.n,
    trouble: () =>
      one(`SELECT deadlocks::int, xact_rollback::int AS rolled_back
        FROM pg_stat_database WHERE datname = current_database()`),
  };
}
