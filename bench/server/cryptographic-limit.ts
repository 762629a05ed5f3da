import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pinned } from '../machine/cores.ts';
import type { Entrant } from '../measure/rounds.ts';
import type { Sample } from './sample.ts';

export const LIMIT = 'the cryptography of a refresh alone';

const run = promisify(execFile);

/** What one core could do at most: one ES256 verification, one EdDSA signature and one HMAC, and nothing else. */
export function cryptographicLimit(core: number | null, seconds: number): Entrant<Sample> {
  const program = fileURLToPath(new URL('programs/cryptography.ts', import.meta.url));
  return {
    name: LIMIT,
    async measure() {
      const [command, ...rest] = pinned(core, [process.execPath, program, String(seconds)]);
      const { perSecond, p50Ms, p99Ms, cpuShare } = JSON.parse((await run(command, rest)).stdout);
      return {
        perSecond,
        p50Ms,
        p99Ms,
        cpuMicros: (cpuShare * 1e6) / perSecond,
        memoryMiB: null,
        generatorShare: 0,
        // It is all processor time, so what is missing went to others.
        others: Math.max(0, 1 - cpuShare),
      };
    },
  };
}
