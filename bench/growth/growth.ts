import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { defaultExtensionOrigin } from 'latchkey-server';
import { refreshCookieName } from 'latchkey-server/testing';
import type { ChainStart } from '../load/job.ts';
import { Load } from '../load/load.ts';
import type { Cores } from '../machine/cores.ts';
import { residentMemory } from '../machine/processor-time.ts';
import { freePort, Program } from '../machine/program.ts';
import { type Entrant, inRounds } from '../measure/rounds.ts';
import type { Progress } from '../report/progress.ts';
import type { Duration } from '../server/guarded-get.ts';
import { type Sample, sample } from '../server/sample.ts';

/** So many sessions take turns that each refresh meets one that the server has not seen lately. */
const CLIENTS = 4_000;
/** One at a time: what is wanted is the time of a refresh, not of a queue. */
const CONNECTIONS = 1;
const NONCES_MS = 6_000;
const MEBIBYTE = 2 ** 20;

export interface Grown {
  readonly sessions: number;
  readonly samples: readonly Sample[];
  readonly startMs: number;
  readonly memoryAtStartMiB: number | null;
  readonly diskMiB: number;
}

const run = promisify(execFile);
const program = (name: string) => fileURLToPath(new URL(`programs/${name}`, import.meta.url));

/** The same refreshes on stores of different sizes, which take turns. */
export async function growth(
  sizes: readonly number[],
  cores: Cores,
  { rounds, seconds }: Duration,
  progress: Progress,
): Promise<Grown[]> {
  const load = Load.start(cores?.load ?? null);
  const stores: Store[] = [];
  try {
    for (const size of sizes) {
      progress.step(`signing ${size} sessions in`);
      stores.push(await Store.create(size, cores, load));
    }
    await delay(NONCES_MS);
    const entrants: Entrant<Sample>[] = stores.map((store) => ({
      name: String(store.sessions),
      measure: () => store.measure(seconds),
    }));
    for (const entrant of entrants) await entrant.measure();
    const samples = await inRounds(entrants, rounds, progress);
    return stores.map((store) => store.grown(samples.get(String(store.sessions)) ?? []));
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
  readonly sessions: number;
  readonly folder: string;
  readonly server: Program;
  readonly cores: Cores;
  readonly load: Load;
  readonly diskBytes: number;
}

/** A server on a data folder with many sessions. */
class Store {
  readonly sessions: number;
  readonly #folder: string;
  readonly #program: Program;
  readonly #cores: Cores;
  readonly #load: Load;
  readonly #memoryAtStart: number | null;
  readonly #diskBytes: number;

  private constructor(parts: StoreParts) {
    this.sessions = parts.sessions;
    this.#folder = parts.folder;
    this.#program = parts.server;
    this.#cores = parts.cores;
    this.#load = parts.load;
    this.#diskBytes = parts.diskBytes;
    this.#memoryAtStart = residentMemory(parts.server.pid);
  }

  static async create(sessions: number, cores: Cores, load: Load): Promise<Store> {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-growth-'));
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const clients = Math.min(CLIENTS, sessions);
    await run(process.execPath, [program('seed.ts'), folder, String(sessions), String(clients), origin]);
    const { size: diskBytes } = await stat(join(folder, 'latchkey.db'));
    const server = await Program.start({
      file: fileURLToPath(new URL('../../server/main.ts', import.meta.url)),
      environment: { LATCHKEY_STORAGE: `sqlite:${join(folder, 'latchkey.db')}` },
      readyPath: '/readyz',
      core: cores?.server ?? null,
      port,
    });
    const starts: ChainStart[] = JSON.parse(await readFile(join(folder, 'clients.json'), 'utf8'));
    await load.adopt({
      name: String(sessions),
      origin,
      cookieName: refreshCookieName(origin, defaultExtensionOrigin),
      starts,
    });
    return new Store({ sessions, folder, server, cores, load, diskBytes });
  }

  measure(seconds: number): Promise<Sample> {
    const job = {
      kind: 'refresh',
      chains: String(this.sessions),
      connections: CONNECTIONS,
      expected: 0,
    } as const;
    const bench = { load: this.#load, cores: this.#cores, companions: () => [] };
    return sample(bench, this.#program, { job, port: this.#program.port, seconds });
  }

  grown(samples: readonly Sample[]): Grown {
    return {
      sessions: this.sessions,
      samples,
      startMs: this.#program.startMs,
      memoryAtStartMiB: this.#memoryAtStart,
      diskMiB: this.#diskBytes / MEBIBYTE,
    };
  }

  async discard(): Promise<void> {
    await this.#program.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
