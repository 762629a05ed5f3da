import type { Progress } from '../report/progress.ts';

/** A measurement, and how much of the core others had meanwhile. */
export interface Measured {
  readonly others: number | null;
}

/** Something that can be measured again and again. */
export interface Entrant<M extends Measured> {
  readonly name: string;
  measure(): Promise<M>;
}

/** Above this share of the core for others a figure says more about them than about the server. */
export const NOISY = 0.08;
const TRIES = 3;

/**
 * Every entrant once per round, so that whatever slows the machine down for a while slows all of them. What was
 * disturbed is measured again, three times at most, and the quietest try counts.
 */
export async function inRounds<M extends Measured>(
  entrants: readonly Entrant<M>[],
  rounds: number,
  progress: Progress,
): Promise<Map<string, M[]>> {
  const results = new Map<string, M[]>(entrants.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const entrant of entrants) {
      progress.step(`round ${round} of ${rounds}: ${entrant.name}`);
      results.get(entrant.name)?.push(await quietest(entrant));
    }
  }
  return results;
}

async function quietest<M extends Measured>(entrant: Entrant<M>): Promise<M> {
  let best = await entrant.measure();
  for (let attempt = 1; attempt < TRIES && (best.others ?? 0) > NOISY; attempt += 1) {
    const again = await entrant.measure();
    if ((again.others ?? 0) < (best.others ?? 0)) best = again;
  }
  return best;
}
