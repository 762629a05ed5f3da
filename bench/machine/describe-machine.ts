import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Cores } from './cores.ts';

/** One line for the reader of a result. */
export function describeMachine(cores: Cores): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const where =
    cores === null ? 'not pinned to cores' : `server on core ${cores.server}, load on ${cores.load}`;
  return `${model}, ${availableParallelism()} cores, ${memory}, Node ${process.versions.node}, ${where}`;
}
