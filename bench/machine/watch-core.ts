import { coreTime, processTime } from './processor-time.ts';

/** What a core did while something was measured on it. */
export interface CoreUse {
  /** Milliseconds that the measured processes spent on processors. */
  readonly ownMs: number | null;
  /** The share of the core that went to others, 0 to 1. */
  readonly others: number | null;
}

/** Begins to watch a core and the processes that belong on it. @returns what ends it */
export function watchCore(core: number | null, pids: readonly number[]): () => CoreUse {
  const own = () => sum(pids.map(processTime));
  const busy = () => (core === null ? null : coreTime(core));
  const began = { at: performance.now(), own: own(), busy: busy() };
  return () => {
    const ownMs = difference(own(), began.own);
    const busyMs = difference(busy(), began.busy);
    const elapsed = performance.now() - began.at;
    return {
      ownMs,
      others: ownMs === null || busyMs === null ? null : Math.max(0, busyMs - ownMs) / elapsed,
    };
  };
}

const sum = (values: readonly (number | null)[]) =>
  values.reduce((total, value) => (total === null || value === null ? null : total + value), 0);

const difference = (now: number | null, then: number | null) =>
  now === null || then === null ? null : now - then;
