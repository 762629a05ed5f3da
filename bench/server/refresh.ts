import { setTimeout as delay } from 'node:timers/promises';
import { defaultExtensionOrigin } from 'latchkey-server';
import { refreshCookieName } from 'latchkey-server/testing';
import type { Running } from '../contestants/field.ts';
import { inRounds } from '../measure/rounds.ts';
import type { Progress } from '../report/progress.ts';
import { cryptographicLimit } from './cryptographic-limit.ts';
import { type Duration, warmUp } from './guarded-get.ts';
import { type Bench, type Sample, sample } from './sample.ts';

const CLIENTS = 50;
/** For this long after its start a server that forgets replays with its memory asks for nonces. */
const NONCES_MS = 6_000;
/** Proofs signed in advance for each one that the last run has used. */
const RESERVE = 1.3;
const FIRST_GUESS = 5_000;

/** POST /auth/refresh with rotation by 50 clients, each with a cookie, a key and a session of its own. */
export async function refresh(
  bench: Bench,
  field: readonly Running[],
  duration: Duration,
  progress: Progress,
): Promise<Map<string, Sample[]>> {
  const startedAt = performance.now();
  for (const { contestant, program, name } of field) {
    progress.step(`signing in to ${name}`);
    const clients = await contestant.signIn(program, CLIENTS);
    const starts = clients.flatMap(({ chain }) => (chain === null ? [] : [chain]));
    // Ours are the ones that are bound to a key, and bear the names of server and extension.
    const ours = starts.some(({ bound }) => bound !== undefined && bound !== null);
    const cookieName = ours ? refreshCookieName(program.origin, defaultExtensionOrigin) : 'rt';
    await bench.load.adopt({ name, origin: program.origin, cookieName, starts });
  }
  await delay(Math.max(0, startedAt + NONCES_MS - performance.now()));

  const { rounds, seconds } = duration;
  const entrants = [];
  for (const running of field) {
    progress.step(`warming up ${running.name}`);
    const measure = refreshing(bench, running);
    await measure(warmUp(duration));
    entrants.push({ name: running.name, measure: () => measure(seconds) });
  }
  return inRounds([...entrants, cryptographicLimit(bench.cores?.server ?? null, seconds)], rounds, progress);
}

function refreshing(bench: Bench, { name, program }: Running): (seconds: number) => Promise<Sample> {
  let perSecond = FIRST_GUESS;
  return async (seconds) => {
    const expected = Math.ceil(perSecond * seconds * RESERVE);
    const job = { kind: 'refresh', chains: name, connections: CLIENTS, expected } as const;
    const result = await sample(bench, program, { job, port: program.port, seconds });
    perSecond = result.perSecond;
    return result;
  };
}
