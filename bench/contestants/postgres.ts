import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { postgresMissing, startPostgres } from 'latchkey-server/testing';
import type { WithDatabase } from './contestant.ts';
import { latchkey } from './latchkey.ts';

/** Latchkey on a PostgreSQL of its own beside the load, durable before the answer; `null` where none is installed. */
export async function latchkeyOnPostgres(core: number | null): Promise<WithDatabase | null> {
  if (postgresMissing() !== null) return null;
  const server = await startPostgres({ durable: true });
  // Before anybody connects: each connection is a process, which is started on the core of the first one.
  if (core !== null) spawnSync('taskset', ['-cp', String(core), String(server.pid)]);
  const url = await server.database();
  return {
    contestant: latchkey('PostgreSQL', ['refresh'], () => url),
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
