import type { Running } from '../contestants/field.ts';
import { inRounds } from '../measure/rounds.ts';
import type { Progress } from '../report/progress.ts';
import { type Bench, type Sample, sample } from './sample.ts';

const CONNECTIONS = 50;

export interface Duration {
  readonly rounds: number;
  /** Seconds of each measurement; a warm-up of the same length goes before the first. */
  readonly seconds: number;
}

/** GET /api/me by 50 connections that show the same token. */
export async function guardedGet(
  bench: Bench,
  field: readonly Running[],
  { rounds, seconds }: Duration,
  progress: Progress,
): Promise<Map<string, Sample[]>> {
  const entrants = [];
  for (const { name, contestant, program } of field) {
    progress.step(`warming up ${name}`);
    const [client] = await contestant.signIn(program, 1);
    const { port } = program;
    const request = `GET /api/me HTTP/1.1\r\nHost: localhost:${port}\r\n${client?.header}\r\n\r\n`;
    const job = { kind: 'same request', request, connections: CONNECTIONS } as const;
    const measure = () => sample(bench, program, { job, port, seconds });
    await measure();
    entrants.push({ name, measure });
  }
  return inRounds(entrants, rounds, progress);
}
