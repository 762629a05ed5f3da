import pg from 'pg';
import { StartError } from '../../errors/start-error.ts';
import type { Clock } from '../../time/time.ts';
import type { OpenOptions, OpenStorage } from '../driver.ts';
import { reasonOf } from '../reason-of.ts';
import { unstorageStore } from '../unstorage-store.ts';
import { postgresCacheInvalidation } from './cache-invalidation.ts';
import { postgresDriver } from './driver.ts';
import { forGroups } from './group-commit.ts';
import { preparePostgres } from './schema.ts';
import { doubtfulSettings } from './settings.ts';

const CONNECT_TIMEOUT_MS = 2000;
const QUERY_TIMEOUT_MS = 2000;
/** For a claim or a rotation with all that it waits for: its turn, a connection, its group and a try by itself. */
const PATIENCE_MS = 2000;
/** Another server may be moving the tables up at the start. */
const PREPARE_TIMEOUT_MS = 60_000;
/** Each is a process of the database. */
const CONNECTIONS = 8;
/** One is read and sent while the other is committed; a third makes them smaller and gains nothing. */
const GROUPS_AT_ONCE = 2;

/**
 * Several servers on one PostgreSQL. A connection that fails or does not answer is given up at once and made anew at
 * the next call; until then the caller answers 503. A claim or a rotation fails two seconds after it was asked for,
 * whatever it waits for; any other command has as long for its statement.
 */
export async function openPostgres(url: string, options: OpenOptions): Promise<OpenStorage> {
  const reached = {
    connectionString: url,
    application_name: 'latchkey',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  };
  const doubts = await prepared(
    new pg.Client({ ...reached, query_timeout: PREPARE_TIMEOUT_MS }),
    url,
    options.clock,
  );

  const timed = { ...reached, query_timeout: QUERY_TIMEOUT_MS, statement_timeout: QUERY_TIMEOUT_MS };
  const pool = new pg.Pool({ ...timed, max: CONNECTIONS });
  // Without a listener a connection that is lost while nobody uses it would end the process.
  pool.on('error', () => {});
  const groups = new pg.Pool({ ...timed, max: GROUPS_AT_ONCE, onConnect: forGroups });
  groups.on('error', () => {});
  const { invalidation, close } = postgresCacheInvalidation(() => new pg.Client(timed), options.monotonic);
  const patience = { ms: PATIENCE_MS, monotonic: options.monotonic };
  const written = postgresDriver({ pool, groups, clock: options.clock, patience });
  const driver = {
    ...written,
    async dispose() {
      await Promise.all([close(), written.dispose()]);
      await Promise.all([pool.end(), groups.end()]);
    },
  };
  const store = unstorageStore(driver, options.clock);
  return { type: 'postgres', store, invalidation, doubts, postgres: pool };
}

async function prepared(client: pg.Client, url: string, clock: Clock): Promise<string[]> {
  client.on('error', () => {});
  try {
    await client.connect();
    await preparePostgres(client);
    return await doubtfulSettings(client, clock);
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    const host = new URL(url).host || 'its socket';
    throw new StartError(
      `PostgreSQL at ${host} can not be reached: ${reasonOf(cause)}. Is it running, and is LATCHKEY_STORAGE right?`,
      { cause },
    );
  } finally {
    await client.end().catch(() => {});
  }
}
