import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Cores, pinned } from '../machine/cores.ts';
import type { Duration } from '../server/guarded-get.ts';

/** One thing that is done with a JWT, by this server's own code on node:crypto and by jose on WebCrypto. */
export interface BothWays {
  readonly what: string;
  readonly oursMicros: number;
  readonly joseMicros: number;
}

/** More often makes no difference to figures that are means of thousands. */
const SECONDS_AT_MOST = 0.5;

export async function bothWays(cores: Cores, { rounds, seconds }: Duration): Promise<BothWays[]> {
  const program = fileURLToPath(new URL('programs/both-ways.ts', import.meta.url));
  const each = String(Math.min(seconds, SECONDS_AT_MOST));
  const [command, ...rest] = pinned(cores?.server ?? null, [process.execPath, program, String(rounds), each]);
  const { stdout } = await promisify(execFile)(command, rest);
  return JSON.parse(stdout) as BothWays[];
}
