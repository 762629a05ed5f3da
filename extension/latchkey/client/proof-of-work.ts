import { LatchkeyError } from '../protocol/errors.ts';
import type { Challenge, SolvedChallenge } from '../protocol/messages.ts';
import type { Report, Work } from './proof-of-work.worker.ts';

/** More would heat the machine for a wait that is short already. */
const MOST_WORKERS = 4;

/**
 * Attempts after which about two thirds of all challenges are solved. The server chooses the number anew for each
 * challenge and does not tell, so that this is a guess and progress never reaches the end before the work does.
 */
const TYPICAL_ATTEMPTS = 80;

/**
 * Solves a proof of work in Web Workers of this page.
 * @param onProgress gets an estimate that grows from 0 towards 1, and 1 when it is solved.
 * @throws LatchkeyError `challenge-failed` when it can not be solved here.
 */
export async function solveChallenge(
  challenge: Challenge,
  onProgress: (fraction: number) => void,
): Promise<SolvedChallenge> {
  const count = Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency));
  const workers = Array.from(
    { length: count },
    () => new Worker(new URL('./proof-of-work.worker.ts', import.meta.url), { type: 'module' }),
  );
  try {
    return await new Promise((resolve, reject) => {
      const fail = (cause: unknown) =>
        reject(new LatchkeyError('challenge-failed', 'The challenge could not be solved', { cause }));
      let tried = 0;
      onProgress(0);
      for (const [start, worker] of workers.entries()) {
        worker.onerror = fail;
        worker.onmessage = ({ data }: MessageEvent<Report>) => {
          switch (data.type) {
            case 'tried':
              tried += data.count;
              return onProgress(1 - Math.exp(-tried / TYPICAL_ATTEMPTS));
            case 'solved':
              if (data.solution === null) return fail('timeout');
              onProgress(1);
              return resolve({ challenge, solution: { ...data.solution } });
            case 'failed':
              return fail(data.reason);
          }
        };
        worker.postMessage({ challenge, start, step: count } satisfies Work);
      }
    });
  } finally {
    for (const worker of workers) worker.terminate();
  }
}
