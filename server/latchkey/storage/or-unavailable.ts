import { Problem } from '../errors/problem.ts';

/**
 * A client must never take an outage for a verdict, so whatever keeps what is stored from being asked is a 503 that
 * says when to ask again. @throws {Problem} `storage_unavailable` for every failure of the work
 */
export async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Problem('storage_unavailable', { cause, headers: { 'Retry-After': '1' } });
  }
}
