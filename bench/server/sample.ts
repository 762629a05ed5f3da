import type { Run } from '../load/job.ts';
import type { Load } from '../load/load.ts';
import type { Cores } from '../machine/cores.ts';
import { residentMemory } from '../machine/processor-time.ts';
import type { Program } from '../machine/program.ts';
import { watchCore } from '../machine/watch-core.ts';
import type { Measured } from '../measure/rounds.ts';

/** One contestant in one round. */
export interface Sample extends Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of the server per request, in microseconds: what the noise of a machine changes least. */
  readonly cpuMicros: number | null;
  readonly memoryMiB: number | null;
  readonly generatorShare: number;
}

export interface Bench {
  readonly load: Load;
  readonly cores: Cores;
  /** Processes that work for a contestant beside the load, as a Redis does. */
  readonly companions: () => readonly number[];
}

export async function sample(
  { load, cores, companions }: Bench,
  program: Program,
  run: Run,
): Promise<Sample> {
  const server = watchCore(cores?.server ?? null, [program.pid]);
  const beside = watchCore(cores?.load ?? null, [load.pid, ...companions()]);
  const { requests, seconds, p50Ms, p99Ms, generatorShare } = await load.run(run);
  const [ofServer, ofLoad] = [server(), beside()];
  return {
    perSecond: requests / seconds,
    p50Ms,
    p99Ms,
    cpuMicros: ofServer.ownMs === null ? null : (ofServer.ownMs * 1000) / requests,
    memoryMiB: residentMemory(program.pid),
    generatorShare,
    others: ofServer.others === null ? null : Math.max(ofServer.others, ofLoad.others ?? 0),
  };
}
