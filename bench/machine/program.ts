import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { pinned } from './cores.ts';

const START_MS = 120_000;
const LOOK_MS = 20;

export interface ProgramOptions {
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly core: number | null;
  readonly nodeArguments?: readonly string[];
  /** Answered with success as soon as the program is ready. */
  readonly readyPath: string;
  /** Where it matters before the start; any free one otherwise. */
  readonly port?: number;
}

/** A server in a process of its own, on its core, in production mode. */
export class Program {
  readonly port: number;
  /** From its start to its first answer. */
  readonly startMs: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number, startMs: number) {
    this.#child = child;
    this.port = port;
    this.startMs = startMs;
  }

  static async start(options: ProgramOptions): Promise<Program> {
    const port = options.port ?? (await freePort());
    const startedAt = performance.now();
    const [command, ...rest] = pinned(options.core, [
      process.execPath,
      ...(options.nodeArguments ?? []),
      options.file,
    ]);
    const child = spawn(command, rest, {
      env: { ...process.env, ...options.environment, NODE_ENV: 'production', PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => (output = (output + text).slice(-4000)));
    const url = `http://127.0.0.1:${port}${options.readyPath}`;
    while (!(await answers(url))) {
      if (child.exitCode !== null || performance.now() - startedAt > START_MS) {
        child.kill();
        throw new Error(`${options.file} did not start:\n${output}`);
      }
      await delay(LOOK_MS);
    }
    return new Program(child, port, performance.now() - startedAt);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok === true;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
