import type { Run } from '../load/job.ts';
import type { Load } from '../load/load.ts';
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
  readonly serverCore: number | null;
}

export async function sample({ load, serverCore }: Bench, program: Program, run: Run): Promise<Sample> {
  const stopWatching = watchCore(serverCore, program.pid);
  const { requests, seconds, p50Ms, p99Ms, generatorShare } = await load.run(run);
  const { ownMs, others } = stopWatching();
  return {
    perSecond: requests / seconds,
    p50Ms,
    p99Ms,
    cpuMicros: ownMs === null ? null : (ownMs * 1000) / requests,
    memoryMiB: residentMemory(program.pid),
    generatorShare,
    others,
  };
}
