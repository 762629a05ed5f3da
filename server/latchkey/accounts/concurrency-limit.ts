import { Problem } from '../errors/problem.ts';

export type Slot = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Runs few pieces of work at a time and lets a bounded number wait, first come first served.
 * @returns a function that runs its work in turn; it throws Problem `rate_limited` when too many wait.
 */
export function oneOfFew({ running, waiting }: { running: number; waiting: number }): Slot {
  const queue: (() => void)[] = [];
  let free = running;

  async function enter(): Promise<void> {
    if (free > 0) {
      free -= 1;
      return;
    }
    if (queue.length >= waiting) {
      throw new Problem('rate_limited', {
        detail: 'Many people are signing in at the moment. Try again in a few seconds.',
        retryAfterMs: 5_000,
      });
    }
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  /** The place is handed over, not freed, so that nobody who comes later gets in between. */
  function leave(): void {
    const next = queue.shift();
    if (next === undefined) free += 1;
    else next();
  }

  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
