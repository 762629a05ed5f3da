import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The core that the measured server gets, and the one that everything else of the benchmark runs on. */
export type Cores = { readonly server: number; readonly load: number } | null;

/** Two of the cores that this process may use; `null` where there are not two or nothing can pin to them. */
export function chooseCores(): Cores {
  if (spawnSync('taskset', ['-V']).status !== 0) return null;
  const [server, load] = allowedCores();
  return server === undefined || load === undefined ? null : { server, load };
}

/** The command that runs another one on a core. */
export function pinned(core: number | null, command: readonly string[]): [string, ...string[]] {
  const all = core === null ? command : ['taskset', '-c', String(core), ...command];
  return [all[0] ?? process.execPath, ...all.slice(1)];
}

function allowedCores(): number[] {
  const list = /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
