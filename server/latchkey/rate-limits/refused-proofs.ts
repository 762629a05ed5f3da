import { Problem } from '../errors/problem.ts';
import type { Protection } from './limits.ts';

/**
 * Runs what a proof is checked in. A refused one costs whoever sends it nothing, so that each is counted against its
 * address before anything is written down of it: a flood of them must not become one of audit lines.
 * @throws Problem `rate_limited` in place of `invalid_dpop_proof` when there were too many; what the work throws
 */
export async function countingRefusedProofs<T>(
  protection: Pick<Protection, 'refusal'>,
  address: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Problem && cause.code === 'invalid_dpop_proof') await protection.refusal(address);
    throw cause;
  }
}
