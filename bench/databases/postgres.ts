import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { postgresMissing, startPostgres } from 'latchkey-server/testing';
import type { Beside } from './beside.ts';

/** A PostgreSQL beside the load, durable before the answer; `null` where none is installed. */
export async function postgresBeside(core: number | null): Promise<Beside | null> {
  if (postgresMissing() !== null) return null;
  const server = await startPostgres({ durable: true });
  // Before anybody connects: each connection is a process, which is started on the core of the first one.
  if (core !== null) spawnSync('taskset', ['-cp', String(core), String(server.pid)]);
  return {
    url: await server.database(),
    processes: () => [server.pid, ...childrenOf(server.pid)],
    stop: server.stop,
  };
}

/** None where the system does not tell. */
function childrenOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
