import { LatchkeyError } from '../protocol/errors.ts';
import type { Challenge, ProofOfWork } from '../protocol/messages.ts';
import type { Report, Work } from './solve-challenge.worker.ts';

/** More workers than this would take the cores that the page needs to stay responsive. */
const MOST_WORKERS = 4;

/**
 * Solves a proof of work in Web Workers of this page.
 * @param onProgress gets an estimate from 0 to 1: how likely it was to be done by now.
 * @throws LatchkeyError `invalid-request` when the challenge can not be solved.
 */
export async function solveChallenge(
  challenge: Challenge,
  onProgress: (fraction: number) => void,
): Promise<ProofOfWork> {
  const count = Math.min(MOST_WORKERS, Math.max(1, navigator.hardwareConcurrency - 1));
  const workers = Array.from(
    { length: count },
    () => new Worker(new URL('./solve-challenge.worker.ts', import.meta.url), { type: 'module' }),
  );
  try {
    return await new Promise((resolve, reject) => {
      const expected = expectedAttempts(challenge);
      const fail = (cause: unknown) =>
        reject(new LatchkeyError('invalid-request', 'The challenge could not be solved', { cause }));
      let tried = 0;
      onProgress(0);
      for (const [start, worker] of workers.entries()) {
        worker.onerror = fail;
        worker.onmessage = ({ data }: MessageEvent<Report>) => {
          switch (data.is) {
            case 'tried':
              tried += data.count;
              return onProgress(chanceSolved(tried, expected));
            case 'solved':
              if (data.solution === null) return fail('timeout');
              onProgress(1);
              return resolve({ challenge, solution: { ...data.solution } });
            case 'failed':
              return fail(data.reason);
          }
        };
        worker.postMessage({ challenge, start, step: count } as unknown as Work);
      }
    });
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

/** Each attempt hits a prefix of n hex digits with the chance 1 / 16^n; longer prefixes name a counter instead. */
const expectedAttempts = ({ parameters }: Challenge): number =>
  16 ** Math.min(4, String(parameters.keyPrefix ?? '').length);

const chanceSolved = (tried: number, expected: number): number => 1 - Math.exp(-tried / expected);
