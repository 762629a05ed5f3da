import type { Redis } from 'ioredis';

/**
 * What Redis is set to that may lose sessions, in words for the operator and with what to set. Nothing is said of a
 * Redis that does not tell its settings, as many that are rented.
 */
export async function doubtfulSettings(redis: Redis): Promise<string[]> {
  const setting = async (name: string) => {
    const answer: unknown = await redis.config('GET', name).catch(() => []);
    const value: unknown = Array.isArray(answer) ? answer[1] : undefined;
    return typeof value === 'string' ? value : null;
  };
  const [policy, appendOnly] = [await setting('maxmemory-policy'), await setting('appendonly')];
  const doubts: string[] = [];
  if (policy !== null && policy !== 'noeviction') {
    doubts.push(
      `Redis may evict keys (maxmemory-policy ${policy}): people would be signed out and used proofs forgotten. Set maxmemory-policy noeviction.`,
    );
  }
  if (appendOnly === 'no') {
    doubts.push(
      'Redis does not log its writes (appendonly no): when it stops, the latest accounts and sign-outs may be lost. Set appendonly yes.',
    );
  }
  return doubts;
}
