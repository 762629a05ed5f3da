import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { defaultExtensionOrigin } from 'latchkey-server';
import { refreshCookieName } from 'latchkey-server/testing';
import type { Beside } from '../databases/beside.ts';
import type { ChainStart } from '../load/job.ts';
import { Load } from '../load/load.ts';
import type { Cores } from '../machine/cores.ts';
import { residentMemory } from '../machine/processor-time.ts';
import { freePort, Program } from '../machine/program.ts';
import { type Entrant, inRounds } from '../measure/rounds.ts';
import type { Progress } from '../report/progress.ts';
import type { Duration } from '../server/guarded-get.ts';
import { type Sample, sample } from '../server/sample.ts';
import type { Engine } from './engines.ts';

/** So many sessions take turns that each refresh meets one that the server has not seen lately. */
const CLIENTS = 4_000;
/** One at a time: what is wanted is the time of a refresh, not of a queue. */
const CONNECTIONS = 1;
const NONCES_MS = 6_000;
const MEBIBYTE = 2 ** 20;

export interface Grown {
  /** What the sessions are kept in. */
  readonly engine: string;
  readonly sessions: number;
  readonly samples: readonly Sample[];
  readonly startMs: number;
  readonly memoryAtStartMiB: number | null;
  readonly storedMiB: number;
}

const run = promisify(execFile);
const program = (name: string) => fileURLToPath(new URL(`programs/${name}`, import.meta.url));

export interface GrowthOptions {
  readonly engines: readonly Engine[];
  readonly sizes: readonly number[];
  readonly cores: Cores;
  readonly duration: Duration;
  readonly progress: Progress;
}

/** The same refreshes on stores of different sizes, on each engine that is installed, which take turns. */
export async function growth(options: GrowthOptions): Promise<Grown[]> {
  const { engines, sizes, cores, duration, progress } = options;
  const load = Load.start(cores?.load ?? null);
  const stores: Store[] = [];
  try {
    for (const engine of engines) {
      for (const size of sizes) {
        progress.step(`signing ${size} sessions in on ${engine.name}`);
        const store = await Store.create(engine, size, cores, load);
        if (store !== null) stores.push(store);
      }
    }
    await delay(NONCES_MS);
    const entrants: Entrant<Sample>[] = stores.map((store) => ({
      name: store.name,
      measure: () => store.measure(duration.seconds),
    }));
    for (const entrant of entrants) await entrant.measure();
    const samples = await inRounds(entrants, duration.rounds, progress);
    return stores.map((store) => store.grown(samples.get(store.name) ?? []));
  } finally {
    for (const store of stores) await store.discard();
    load.stop();
  }
}

/** What the tokens that were verified take in memory, in MiB. */
export async function rememberedTokensMiB(count: number): Promise<number> {
  const { stdout } = await run(process.execPath, [
    '--expose-gc',
    program('remembered-tokens.ts'),
    String(count),
  ]);
  return JSON.parse(stdout).bytes / MEBIBYTE;
}

interface StoreParts {
  readonly engine: Engine;
  readonly sessions: number;
  readonly folder: string;
  readonly database: Beside;
  readonly server: Program;
  readonly cores: Cores;
  readonly load: Load;
  readonly storedBytes: number;
}

/** A server on a storage with many sessions. */
class Store {
  readonly name: string;
  readonly #parts: StoreParts;
  readonly #memoryAtStart: number | null;

  private constructor(parts: StoreParts) {
    this.name = `${parts.engine.name}, ${parts.sessions}`;
    this.#parts = parts;
    this.#memoryAtStart = residentMemory(parts.server.pid);
  }

  /** @returns `null` where the engine is not installed */
  static async create(engine: Engine, sessions: number, cores: Cores, load: Load): Promise<Store | null> {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-growth-'));
    const database = await engine.begin(folder, cores?.load ?? null);
    if (database === null) {
      await rm(folder, { recursive: true, force: true });
      return null;
    }
    const discarded = async (cause: unknown): Promise<never> => {
      await database.stop();
      await rm(folder, { recursive: true, force: true });
      throw cause;
    };
    return Store.#fill({ engine, sessions, folder, database, cores, load }).catch(discarded);
  }

  static async #fill(parts: Omit<StoreParts, 'server' | 'storedBytes'>): Promise<Store> {
    const { engine, sessions, folder, database, cores, load } = parts;
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const clients = Math.min(CLIENTS, sessions);
    const counts = [String(sessions), String(clients)];
    await run(process.execPath, [program('seed.ts'), folder, database.url, ...counts, origin]);
    const storedBytes = await engine.bytes(database.url);
    const server = await Program.start({
      file: fileURLToPath(new URL('../../server/main.ts', import.meta.url)),
      environment: { LATCHKEY_STORAGE: database.url, LATCHKEY_DATA: folder },
      readyPath: '/readyz',
      core: cores?.server ?? null,
      port,
    });
    const store = new Store({ ...parts, server, storedBytes });
    const starts: ChainStart[] = JSON.parse(await readFile(join(folder, 'clients.json'), 'utf8'));
    const cookieName = refreshCookieName(origin, defaultExtensionOrigin);
    await load.adopt({ name: store.name, origin, cookieName, starts });
    return store;
  }

  measure(seconds: number): Promise<Sample> {
    const { load, cores, database, server } = this.#parts;
    const job = { kind: 'refresh', chains: this.name, connections: CONNECTIONS, expected: 0 } as const;
    const bench = { load, cores, companions: database.processes };
    return sample(bench, server, { job, port: server.port, seconds });
  }

  grown(samples: readonly Sample[]): Grown {
    const { engine, sessions, server, storedBytes } = this.#parts;
    return {
      engine: engine.name,
      sessions,
      samples,
      startMs: server.startMs,
      memoryAtStartMiB: this.#memoryAtStart,
      storedMiB: storedBytes / MEBIBYTE,
    };
  }

  async discard(): Promise<void> {
    const { server, database, folder } = this.#parts;
    await server.stop();
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
