import { coreTime, processTime } from './processor-time.ts';

/** What a core did while something was measured on it. */
export interface CoreUse {
  /** Milliseconds that the measured process spent on processors. */
  readonly ownMs: number | null;
  /** The share of the core that went to others, 0 to 1. */
  readonly others: number | null;
}

/** Begins to watch. @returns what ends it */
export function watchCore(core: number | null, pid: number): () => CoreUse {
  const began = { at: performance.now(), own: processTime(pid), core: core === null ? null : coreTime(core) };
  return () => {
    const own = difference(processTime(pid), began.own);
    const busy = core === null ? null : difference(coreTime(core), began.core);
    const elapsed = performance.now() - began.at;
    return {
      ownMs: own,
      others: own === null || busy === null ? null : Math.max(0, busy - own) / elapsed,
    };
  };
}

const difference = (now: number | null, then: number | null) =>
  now === null || then === null ? null : now - then;
