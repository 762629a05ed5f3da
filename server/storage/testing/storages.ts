import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../time/time.ts';
import { type OpenOptions, type OpenStorage, openStorage } from '../open.ts';
import { redisMissing, startRedis } from './redis-server.ts';

/** A storage that several instances can open at once, as several servers do. */
export interface SharedStorage {
  open(options?: Partial<OpenOptions>): Promise<OpenStorage>;
  /** Closes all that was opened and removes what they left. */
  stop(): Promise<void>;
}

export interface StorageKind {
  readonly name: 'memory' | 'sqlite' | 'redis';
  /** Why it can not be tested here. */
  readonly missing: string | null;
  start(): Promise<SharedStorage>;
}

/** Every storage the server offers; what holds for one must hold for all. */
export const storageKinds: readonly StorageKind[] = [
  { name: 'memory', missing: null, start: startMemory },
  { name: 'sqlite', missing: null, start: startSqlite },
  { name: 'redis', missing: redisMissing(), start: startRedisStorage },
];

const defaults: OpenOptions = { clock: systemClock, monotonic: () => performance.now() };

/** In memory there is one process, so two instances are one storage seen twice. */
async function startMemory(): Promise<SharedStorage> {
  let only: OpenStorage | undefined;
  return {
    async open(options = {}) {
      only ??= await openStorage('memory:', { ...defaults, ...options });
      return only;
    },
    stop: async () => only?.store.close(),
  };
}

async function startSqlite(): Promise<SharedStorage> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-sqlite-'));
  return opening(`sqlite:${join(folder, 'test.db')}`, () => rm(folder, { recursive: true, force: true }));
}

async function startRedisStorage(): Promise<SharedStorage> {
  const server = await startRedis();
  return opening(server.url, () => server.stop());
}

function opening(url: string, cleanUp: () => Promise<void>): SharedStorage {
  const opened: OpenStorage[] = [];
  return {
    async open(options = {}) {
      const storage = await openStorage(url, { ...defaults, ...options });
      opened.push(storage);
      return storage;
    },
    async stop() {
      for (const storage of opened) await storage.store.close();
      await cleanUp();
    },
  };
}
