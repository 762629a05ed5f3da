import type { Grown } from '../growth/growth.ts';
import { type Spread, spread } from '../measure/statistics.ts';
import { summarise } from '../measure/summary.ts';
import { figure, table } from './table.ts';

const HEAD = [
  'engine',
  'sessions',
  'refresh p50 ms',
  'ratio',
  'min-max',
  'p99 ms',
  'start ms',
  'RSS MiB at start',
  'after',
  'stored MiB',
];

/** On each engine the smallest store first; ratios are to it. */
export function growthTable(grown: readonly Grown[]): string {
  const rows = grown.map((store) => {
    const { p50Ms, p99Ms, memoryMiB } = summarise(String(store.sessions), store.samples);
    const ratio = timesAsLong(store, leastOf(grown, store));
    return [
      store.engine,
      figure(store.sessions, 0),
      figure(p50Ms.median),
      figure(ratio.median),
      `${figure(ratio.min)}-${figure(ratio.max)}`,
      figure(p99Ms.median),
      figure(store.startMs, 0),
      figure(store.memoryAtStartMiB, 0),
      figure(memoryMiB, 0),
      figure(store.storedMiB, 1),
    ];
  });
  return table(HEAD, rows);
}

/** The first, and smallest, store on the same engine. */
export function leastOf(grown: readonly Grown[], { engine }: Grown): Grown | undefined {
  return grown.find((other) => other.engine === engine);
}

/** How many times as long a refresh takes as on another store, compared round by round. */
export function timesAsLong(store: Grown, other: Grown | undefined): Spread {
  return spread(
    store.samples.map(({ p50Ms }, round) => p50Ms / (other?.samples[round]?.p50Ms ?? Number.NaN)),
  );
}
