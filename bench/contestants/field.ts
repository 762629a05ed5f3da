import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Program } from '../machine/program.ts';
import type { Contestant } from './contestant.ts';

/** A contestant that runs, with a folder of its own. */
export interface Running {
  readonly name: string;
  readonly contestant: Contestant;
  readonly program: Program;
  stop(): Promise<void>;
}

export async function startContestant(
  contestant: Contestant,
  core: number | null,
  nodeArguments: readonly string[] = [],
): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
  const program = await Program.start({
    file: fileURLToPath(new URL(contestant.file, import.meta.url)),
    environment: (await contestant.environment?.(folder)) ?? {},
    readyPath: contestant.readyPath ?? '/healthz',
    core,
    nodeArguments,
  });
  return {
    name: contestant.name,
    contestant,
    program,
    async stop() {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
