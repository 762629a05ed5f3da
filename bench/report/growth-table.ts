import type { Grown } from '../growth/growth.ts';
import { summarise } from '../measure/summary.ts';
import { figure, table } from './table.ts';

const HEAD = [
  'sessions',
  'refresh p50 ms',
  'ratio',
  'p99 ms',
  'start ms',
  'RSS MiB at start',
  'after',
  'disk MiB',
];

/** The smallest store first; ratios are to it. */
export function growthTable(grown: readonly Grown[]): string {
  const summaries = grown.map((store) => ({ store, ...summarise(String(store.sessions), store.samples) }));
  const least = summaries[0]?.p50Ms.median ?? 0;
  const rows = summaries.map(({ store, p50Ms, p99Ms, memoryMiB }) => [
    figure(store.sessions, 0),
    figure(p50Ms.median),
    figure(p50Ms.median / least),
    figure(p99Ms.median),
    figure(store.startMs, 0),
    figure(store.memoryAtStartMiB, 0),
    figure(memoryMiB, 0),
    figure(store.diskMiB, 1),
  ]);
  return table(HEAD, rows);
}
