import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '../../errors/start-error.ts';
import type { OpenOptions, OpenStorage } from '../driver.ts';
import { reasonOf } from '../reason-of.ts';
import { unstorageStore } from '../unstorage-store.ts';
import { whileBusy } from './busy-retry.ts';
import { sqliteCacheInvalidation } from './cache-invalidation.ts';
import { sqliteDriver } from './driver.ts';
import { groupCommit } from './group-commit.ts';
import { makePrivate } from './private-file.ts';
import { prepareSqlite } from './schema.ts';
import { writeAheadLog } from './write-ahead-log.ts';

/** One file, durable before each answer; for one server process (and the admin command beside it). */
export async function openSqlite(path: string, options: OpenOptions): Promise<OpenStorage> {
  if (path === '')
    throw new StartError('LATCHKEY_STORAGE: "sqlite:" needs a path, as in sqlite:.data/latchkey.db.');
  const db = await opened(path);
  const log = writeAheadLog(db);
  const retry = whileBusy(options.monotonic);
  const commit = groupCommit({ db, retry, makeDurable: log.makeDurable });
  const driver = {
    ...sqliteDriver({ db, clock: options.clock, commit, retry }),
    async dispose() {
      await log.close();
      db.close();
    },
  };
  return {
    type: 'sqlite',
    store: unstorageStore(driver, options.clock),
    invalidation: sqliteCacheInvalidation(db, options.monotonic),
    doubts: [],
  };
}

async function opened(path: string): Promise<DatabaseSync> {
  try {
    const file = resolve(path);
    await makePrivate(file);
    const db = new DatabaseSync(file);
    prepareSqlite(db);
    return db;
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    throw new StartError(`The data file ${path} can not be opened or written: ${reasonOf(cause)}.`, {
      cause,
    });
  }
}
