export interface Patience {
  readonly ms: number;
  /** Milliseconds that only grow, whatever happens to the wall clock. */
  readonly monotonic: () => number;
}

export interface Deadlines<T> {
  begin(one: T): void;
  /** It is in time, and is not given up any more. */
  end(one: T): void;
}

/**
 * Gives up what has begun and not ended in time. All have the same time, so they are late in the order in which they
 * began, and one timer watches over the first: setting one for each write and clearing it costs more.
 */
export function createDeadlines<T>(
  { ms, monotonic }: Patience,
  giveUp: (late: ReadonlySet<T>) => void,
): Deadlines<T> {
  const begun = new Map<T, number>();
  let watching = false;

  function watch(forMs: number): void {
    watching = true;
    setTimeout(look, forMs).unref();
  }

  function look(): void {
    watching = false;
    const now = monotonic();
    const late = new Set<T>();
    for (const [one, since] of begun) {
      const left = since + ms - now;
      if (left > 0) {
        watch(left);
        break;
      }
      begun.delete(one);
      late.add(one);
    }
    if (late.size > 0) giveUp(late);
  }

  return {
    begin(one) {
      begun.set(one, monotonic());
      if (!watching) watch(ms);
    },
    end(one) {
      begun.delete(one);
    },
  };
}
