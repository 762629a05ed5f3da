import { expect } from 'vitest';
import { Problem } from '../../errors/problem.ts';
import { systemClock } from '../../time/time.ts';
import type { Attempt } from '../known-devices.ts';
import type { RateLimits } from '../limits.ts';

export const openOptions = { clock: systemClock, monotonic: () => performance.now() };
export const right = async () => 'signed in';
export const wrong = async () => {
  throw new Problem('invalid_credentials');
};

export const owner: Attempt = { account: 'ada', address: '192.0.2.1', device: 'key-of-ada' };
export const thief: Attempt = { account: 'ada', address: '203.0.113.9', device: 'key-of-thief' };
export const elsewhere = (n: number): Attempt => ({
  account: 'ada',
  address: `198.51.${n}.1`,
  device: `key-${n}`,
});

/** How often the attempt is answered with something other than "too many". */
export async function triesAllowed(rateLimits: RateLimits, attempt: Attempt, tries: number): Promise<number> {
  let allowed = 0;
  for (let n = 0; n < tries; n += 1) {
    const refusal = await codeOf(rateLimits.limitPasswordAttempt(attempt, wrong));
    if (refusal === 'invalid_credentials') allowed += 1;
    else expect(refusal).toBe('rate_limited');
  }
  return allowed;
}

export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}
