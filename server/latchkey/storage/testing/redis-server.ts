import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Why there is no Redis to test with, or `null`; CI may not skip, so there it is an error. */
export function redisMissing(): string | null {
  const found = spawnSync('redis-server', ['--version']).status === 0;
  if (found) return null;
  const reason = 'redis-server is not installed (Debian package redis-server)';
  if (process.env.CI === 'true') throw new Error(reason);
  return reason;
}

export interface RedisOptions {
  /** A dump to begin with; without one there is nothing in it. */
  readonly dump?: string;
  /** Further arguments. */
  readonly settings?: readonly string[];
}

/** A real Redis on a free port of the loopback, kept in memory only. */
export async function startRedis({ dump, settings = [] }: RedisOptions = {}): Promise<RedisServer> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-redis-'));
  if (dump !== undefined) await copyFile(dump, join(folder, 'dump.rdb'));
  const server = spawn(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      folder,
      ...settings,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await ready(server);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    async stop() {
      if (server.exitCode === null && server.signalCode === null) {
        server.kill('SIGKILL');
        await once(server, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ready(server: ChildProcess): Promise<void> {
  let log = '';
  for await (const chunk of server.stdout ?? []) {
    log += String(chunk);
    if (!log.includes('Ready to accept connections')) continue;
    server.stdout?.resume();
    return;
  }
  throw new Error(`redis-server did not start:\n${log}`);
}
