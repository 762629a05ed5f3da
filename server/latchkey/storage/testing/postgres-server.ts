import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.ts';

export interface PostgresServer {
  readonly url: string;
  readonly port: number;
  /** Of its first process, whose children the others are. */
  readonly pid: number;
  /**
   * @param folder where its tables are kept, in place of with all others
   * @returns the URL of a new database, with nothing in it
   */
  database(folder?: string): Promise<string>;
  /** Ends it as a crash does; it recovers at the next start. */
  crash(): Promise<void>;
  /** Ends it as an operator does, whoever is connected. */
  shutDown(): Promise<void>;
  /** Starts it again on the same data and port. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** Where Debian keeps the programs of each version, which are on nobody's PATH. */
const DEBIAN = '/usr/lib/postgresql';

/** @returns the path of one of PostgreSQL's programs, or undefined */
export function postgresProgram(name: 'postgres' | 'initdb' | 'pg_dump' | 'pg_restore'): string | undefined {
  const debian = readFolder(DEBIAN)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, 'bin'));
  const folders = [...debian, ...(process.env.PATH ?? '').split(delimiter)];
  return folders
    .map((folder) => join(folder, name))
    .find((path) => spawnSync(path, ['--version']).status === 0);
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** Why there is no PostgreSQL to test with, or `null`; CI may not skip, so there it is an error. */
export function postgresMissing(): string | null {
  if (postgresProgram('initdb') !== undefined) return null;
  const reason = 'PostgreSQL is not installed (Debian package postgresql)';
  if (process.env.CI === 'true') throw new Error(reason);
  return reason;
}

export interface PostgresOptions {
  /** Waits for the disk, which a machine's power cut would need and a killed process does not. */
  readonly durable?: boolean;
}

/** A real PostgreSQL on a free port of the loopback, with nothing in it. */
export async function startPostgres({ durable = false }: PostgresOptions = {}): Promise<PostgresServer> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-postgres-'));
  const owner = await ownerOf(folder);
  const data = join(folder, 'data');
  const made = spawnSync(
    program('initdb'),
    ['-D', data, '--auth=trust', '--username=latchkey', '--no-sync', '--encoding=UTF8', '--locale=C'],
    { ...owner, encoding: 'utf8', cwd: folder },
  );
  if (made.status !== 0) throw new Error(`initdb failed:\n${made.stderr}`);

  const url = `postgres://latchkey@127.0.0.1:${port}/postgres`;
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: durable ? 'on' : 'off',
    max_connections: '200',
  };
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const started = spawn(program('postgres'), ['-D', data, '-p', String(port), ...options], {
      ...owner,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let log = '';
    started.stderr.on('data', (text) => (log += text));
    server = started;
    while (!(await answers(url))) {
      if (started.exitCode !== null) throw new Error(`postgres did not start:\n${log}`);
      await delay(20);
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }

  async function tablespace(parent: string): Promise<string> {
    const location = await mkdtemp(join(parent, 'tablespace-'));
    await ownerOf(location);
    const name = `space_${randomUUID().replaceAll('-', '')}`;
    await asked(url, `CREATE TABLESPACE ${name} LOCATION '${location}'`);
    return `TABLESPACE ${name}`;
  }

  await start();
  return {
    url,
    port,
    get pid() {
      return server?.pid ?? 0;
    },
    async database(elsewhere) {
      const name = `test_${randomUUID().replaceAll('-', '')}`;
      await asked(url, `CREATE DATABASE ${name} ${elsewhere ? await tablespace(elsewhere) : ''}`);
      return url.replace(/postgres$/, name);
    },
    start,
    // PostgreSQL's own "immediate": all its processes end at once and it recovers at the next start.
    crash: () => end('SIGQUIT'),
    // Its "fast": whoever is connected is cut off.
    shutDown: () => end('SIGINT'),
    async stop() {
      await end('SIGQUIT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root. @returns who runs it, for `spawn` */
async function ownerOf(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  const [uid, gid] = [id('-u'), id('-g')];
  await chown(folder, uid, gid);
  return { uid, gid };
}

function program(name: 'postgres' | 'initdb'): string {
  const path = postgresProgram(name);
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
}

const answers = (url: string) =>
  asked(url, 'SELECT 1').then(
    () => true,
    () => false,
  );

async function asked(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end().catch(() => {});
  }
}
