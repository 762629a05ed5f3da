import { solveChallenge as solveWithAltcha } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import type { Challenge as AltchaChallenge } from 'altcha-lib/types';
import { LatchkeyError } from '../protocol/errors.ts';
import type { Challenge, SolvedChallenge } from '../protocol/messages.ts';

/** More would heat the machine for a wait that is short already. */
const MOST_AT_ONCE = 4;

/**
 * Attempts after which about two thirds of all challenges are solved. The server chooses the number anew for each
 * challenge and does not tell, so that this is a guess and progress never reaches the end before the work does.
 */
const TYPICAL_ATTEMPTS = 80;

/** Attempts between two reports: often enough for a bar that moves, rarely enough to cost nothing. */
const REPORT_EVERY = 4;

/**
 * Solves a proof of work where it is called, page or background. WebCrypto derives each key off the thread and altcha-lib
 * gives way now and then, so that a page stays responsive without a Web Worker; under `wxt dev` a page that makes one
 * from the development server's origin is killed (wxt-dev/wxt#2599).
 * @param onProgress gets an estimate that grows from 0 towards 1, and 1 when it is solved.
 * @throws LatchkeyError `challenge-failed` when it can not be solved here.
 */
export async function solveChallenge(
  challenge: Challenge,
  onProgress: (fraction: number) => void,
): Promise<SolvedChallenge> {
  const controller = new AbortController();
  const atOnce = Math.max(1, Math.min(MOST_AT_ONCE, navigator.hardwareConcurrency));
  let tried = 0;
  const attempts = (counterStart: number) =>
    solveWithAltcha({
      // The server's, passed on as it came: altcha-lib refuses what it can not solve.
      challenge: challenge as Challenge & AltchaChallenge,
      controller,
      counterStart,
      counterStep: atOnce,
      deriveKey(...input) {
        tried += 1;
        if (tried % REPORT_EVERY === 0) onProgress(1 - Math.exp(-tried / TYPICAL_ATTEMPTS));
        return deriveKey(...input);
      },
    });

  onProgress(0);
  try {
    const solution = await Promise.race(Array.from({ length: atOnce }, (_, start) => attempts(start)));
    if (solution === null) throw new Error('it took too long');
    onProgress(1);
    return { challenge, solution: { ...solution } };
  } catch (cause) {
    throw new LatchkeyError('challenge-failed', 'The challenge could not be solved', { cause });
  } finally {
    controller.abort();
  }
}
