import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { systemClock } from '../../time/time.ts';
import type { OpenOptions, OpenStorage } from '../driver.ts';
import { openStorage } from '../open.ts';
import { type PostgresServer, postgresMissing, startPostgres } from './postgres-server.ts';
import { redisMissing, startRedis } from './redis-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Which of them the running level of tests is for. */
    storageKinds: 'embedded' | 'servers';
  }
}

/** A storage that several instances can open at once, as several servers do. */
export interface SharedStorage {
  open(options?: Partial<OpenOptions>): Promise<OpenStorage>;
  /** Closes all that was opened and removes what they left. */
  stop(): Promise<void>;
}

/** Somewhere to keep things, empty, until it is removed. */
export interface Place {
  /** As in LATCHKEY_STORAGE. */
  readonly url: string;
  remove(): Promise<void>;
}

export interface StorageKind {
  readonly name: 'memory' | 'sqlite' | 'redis' | 'postgres';
  /** Why it can not be tested here. */
  readonly missing: string | null;
  place(): Promise<Place>;
}

const embedded: readonly StorageKind[] = [
  { name: 'memory', missing: null, place: async () => ({ url: 'memory:', remove: async () => {} }) },
  { name: 'sqlite', missing: null, place: sqliteFile },
];

const servers: readonly StorageKind[] = [
  { name: 'redis', missing: redisMissing(), place: redisServer },
  { name: 'postgres', missing: postgresMissing(), place: postgresDatabase },
];

/**
 * The storages that the server offers; what holds for one must hold for all. Unit tests have those that live in the
 * process, integration tests those that are a server; a file named `*.storages.test.ts` is run as both.
 */
export const storageKinds = inject('storageKinds') === 'servers' ? servers : embedded;

async function sqliteFile(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-sqlite-'));
  return {
    url: `sqlite:${join(folder, 'test.db')}`,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** One for all tests of a file, with a database for each: it takes longer to start than most of them to run. */
let cluster: Promise<PostgresServer> | undefined;
if (inject('storageKinds') === 'servers') afterAll(async () => (await cluster)?.stop());

async function postgresDatabase(): Promise<Place> {
  cluster ??= startPostgres();
  const url = await (await cluster).database();
  return { url, remove: async () => {} };
}

async function redisServer(): Promise<Place> {
  const { url, stop } = await startRedis();
  return { url, remove: stop };
}

const defaults: OpenOptions = { clock: systemClock, monotonic: () => performance.now() };

export async function startStorage({ name, place }: StorageKind): Promise<SharedStorage> {
  const { url, remove } = await place();
  const opened: OpenStorage[] = [];
  return {
    async open(options = {}) {
      // In memory there is one process, so two instances are one storage seen twice.
      const [first] = opened;
      if (name === 'memory' && first !== undefined) return first;
      const storage = await openStorage(url, { ...defaults, ...options });
      opened.push(storage);
      return storage;
    },
    async stop() {
      for (const storage of opened) await storage.store.close();
      await remove();
    },
  };
}
