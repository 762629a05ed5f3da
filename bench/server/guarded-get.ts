import type { Running } from '../contestants/field.ts';
import { inRounds } from '../measure/rounds.ts';
import type { Progress } from '../report/progress.ts';
import { type Bench, type Sample, sample } from './sample.ts';

const CONNECTIONS = 50;

export interface Duration {
  readonly rounds: number;
  /** Of each measurement. */
  readonly seconds: number;
}

/** V8 goes on compiling for about this long under load, on the core that is measured. */
const WARM_UP_SECONDS = 2;

/** What goes before the first measurement, in seconds. */
export const warmUp = ({ seconds }: Duration): number => Math.max(seconds, WARM_UP_SECONDS);

/** GET /api/me by 50 connections that show the same token. */
export async function guardedGet(
  bench: Bench,
  field: readonly Running[],
  duration: Duration,
  progress: Progress,
): Promise<Map<string, Sample[]>> {
  const entrants = [];
  for (const { name, contestant, program } of field) {
    progress.step(`warming up ${name}`);
    const [client] = await contestant.signIn(program, 1);
    const { port } = program;
    const request = `GET /api/me HTTP/1.1\r\nHost: localhost:${port}\r\n${client?.header}\r\n\r\n`;
    const job = { kind: 'same request', request, connections: CONNECTIONS } as const;
    const measure = (seconds: number) => sample(bench, program, { job, port, seconds });
    await measure(warmUp(duration));
    entrants.push({ name, measure: () => measure(duration.seconds) });
  }
  return inRounds(entrants, duration.rounds, progress);
}
