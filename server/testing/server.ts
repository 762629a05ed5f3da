import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outsideSettings } from './outside-settings.ts';
import { until } from './until.ts';
import { workingFolder } from './working-folder.ts';

export type ServerSettings = Readonly<Record<string, string>>;

/** The real server as a child process, with a database of its own that outlives a stop and a start. */
export class Server {
  readonly url: string;
  /** All that it has printed; kept with a failed test. */
  output = '';
  readonly #port: number;
  readonly #folder: string;
  readonly #log: string;
  #settings: ServerSettings;
  #child: ChildProcess | undefined;

  private constructor(port: number, folder: string, settings: ServerSettings, log: string) {
    this.url = `http://localhost:${port}`;
    this.#port = port;
    this.#folder = folder;
    this.#settings = settings;
    this.#log = log;
  }

  /** @param log a file that it logs to, as with `>> FILE`; without one all is kept in {@link output} */
  static async create(port: number, settings: ServerSettings, { log = '' } = {}): Promise<Server> {
    const server = new Server(port, await mkdtemp(join(tmpdir(), 'latchkey-server-')), settings, log);
    try {
      await server.start();
    } catch (error) {
      // One that came too late would keep the port, and fail every test after this one.
      await server.discard();
      throw error;
    }
    return server;
  }

  /** Starts it, with other settings than before where given, and waits until it answers. */
  async start(changed: ServerSettings = {}): Promise<void> {
    this.#settings = { ...this.#settings, ...changed };
    const child = spawn(process.execPath, ['server/main.ts'], {
      cwd: workingFolder,
      env: { ...outsideSettings(), ...this.#environment() },
      stdio: ['ignore', this.#log === '' ? 'pipe' : openSync(this.#log, 'a'), 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (this.output += text));
    this.#child = child;
    await until(`the server answers on ${this.url}`, async () => {
      if (child.exitCode !== null) throw new Error(`The server ended at start:\n${this.output}`);
      return (await fetch(`${this.url}/readyz`).catch(() => undefined))?.ok === true;
    });
  }

  /** Ends it as an operator would, and waits until it is gone. @returns its exit code */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    child.kill(signal);
    return ended;
  }

  /** From now on it takes connections but answers nothing, until {@link thaw}. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  /** With its database; nobody waits for what it would still do for its clients, which takes half a second. */
  async discard(): Promise<void> {
    await this.stop('SIGKILL');
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** The sum of a counter over the series whose labels are given, from /metrics. */
  async count(metric: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    const text = await fetch(`${this.url}/metrics`).then((response) => response.text());
    const wanted = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
    return text
      .split('\n')
      .filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `))
      .filter((line) => wanted.every((label) => line.includes(label)))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  #environment(): Record<string, string> {
    return {
      // Its sources are read and compiled a hundred times in a run.
      NODE_COMPILE_CACHE: join(workingFolder, 'node_modules/.cache/latchkey'),
      PORT: String(this.#port),
      LATCHKEY_STORAGE: `sqlite:${join(this.#folder, 'latchkey.db')}`,
      LATCHKEY_CHALLENGE_COST: '10',
      LATCHKEY_LOG_LEVEL: 'debug',
      ...this.#settings,
    };
  }
}
