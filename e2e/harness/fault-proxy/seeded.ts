import { createHash } from 'node:crypto';

/**
 * A number from 0 up to 1 that follows from its arguments alone: the same on every machine and in every order of
 * asking, so that what one part of a test draws does not depend on what another one drew before.
 */
export function seeded(seed: string, ...names: readonly (string | number)[]): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...names]))
    .digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

/** One of the weighted choices. */
export function pick<T>(draw: number, choices: readonly (readonly [weight: number, choice: T])[]): T {
  const total = choices.reduce((sum, [weight]) => sum + weight, 0);
  let left = draw * total;
  for (const [weight, choice] of choices) {
    if (left < weight) return choice;
    left -= weight;
  }
  throw new RangeError(`${draw} is not from 0 up to 1, or there is no choice`);
}

/** Somewhere from `least` up to `most`. */
export function between(draw: number, least: number, most: number): number {
  return least + draw * (most - least);
}
