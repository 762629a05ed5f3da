import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import type { Challenge as AltchaChallenge, Solution } from 'altcha-lib/types';
import type { Challenge } from '../protocol/messages.ts';

/** What the page sends: this worker tries the counters `start`, `start + step`, `start + 2 * step`... */
export interface Work {
  readonly challenge: Challenge;
  readonly start: number;
  readonly step: number;
}

export type Report =
  | { readonly type: 'tried'; readonly count: number }
  | { readonly type: 'solved'; readonly solution: Solution | null }
  | { readonly type: 'failed'; readonly reason: string };

/** Attempts between two reports: often enough for a bar that moves, rarely enough to cost nothing. */
const REPORT_EVERY = 4;

const report = (message: Report): void => postMessage(message);

addEventListener('message', async ({ data }: MessageEvent<Work>) => {
  let tried = 0;
  try {
    const solution = await solveChallenge({
      // The server's, passed on as it came: altcha-lib refuses what it can not solve.
      challenge: data.challenge as Challenge & AltchaChallenge,
      counterStart: data.start,
      counterStep: data.step,
      deriveKey(...input) {
        tried += 1;
        if (tried % REPORT_EVERY === 0) report({ type: 'tried', count: REPORT_EVERY });
        return deriveKey(...input);
      },
    });
    report({ type: 'solved', solution });
  } catch (error) {
    report({ type: 'failed', reason: String(error) });
  }
});
