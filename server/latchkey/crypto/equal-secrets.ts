import { timingSafeEqual } from 'node:crypto';

/** Compares a presented secret with the expected one, in a time that tells nothing but their lengths. */
export function equalSecrets(expected: string, presented: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(presented)];
  return one.length === other.length && timingSafeEqual(one, other);
}
