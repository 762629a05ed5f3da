import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { createDatabase } from 'db0';
import nodeSqlite from 'db0/connectors/node-sqlite';
import { createStorage } from 'unstorage';
import db0Driver from 'unstorage/drivers/db0';
import { StartError } from '../../errors/start-error.ts';
import type { OpenOptions, OpenStorage } from '../open.ts';
import { unstorageStore } from '../unstorage-store.ts';
import { prepareSqlite, sqliteAtomic, TABLE } from './atomic.ts';
import { whileBusy } from './busy-retry.ts';
import { makePrivate } from './private-file.ts';
import { sqliteCoherence } from './single-process.ts';
import { writeAheadLog } from './write-ahead-log.ts';

/** One file, durable before each answer; for one server process (and the admin command beside it). */
export async function openSqlite(path: string, options: OpenOptions): Promise<OpenStorage> {
  if (path === '')
    throw new StartError('LATCHKEY_STORAGE: "sqlite:" needs a path, as in sqlite:.data/latchkey.db.');
  silenceDriverNotice();
  const file = resolve(path);
  const database = createDatabase(nodeSqlite({ path: file }));
  const db = await opened(path, async () => {
    await makePrivate(file);
    const instance = (await database.getInstance()) as DatabaseSync;
    prepareSqlite(instance);
    return instance;
  });
  const storage = createStorage({ driver: db0Driver({ database, tableName: TABLE }) });
  const log = writeAheadLog(db);
  const atomic = sqliteAtomic(db, options.clock, log.makeDurable);
  const close = async () => {
    await storage.dispose();
    await log.close();
    db.close();
  };
  const store = unstorageStore(storage, atomic, close, whileBusy(options.monotonic));
  return { kind: 'sqlite', store, coherence: sqliteCoherence(db, options.monotonic) };
}

async function opened<T>(path: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`The data file ${path} can not be opened or written: ${reason}.`, { cause });
  }
}

/** The driver prints "experimental" at its first use; the choice is ours and the line is no news to an operator. */
function silenceDriverNotice(): void {
  Reflect.set(globalThis, '__unstorage_db0_experimental_warning__', true);
}
