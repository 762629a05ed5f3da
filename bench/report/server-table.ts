import { isNoisy, type Summary, timesAsFast } from '../measure/summary.ts';
import { figure, table } from './table.ts';

const HEAD = ['', 'per s', 'min-max', 'ratio', 'p50 ms', 'p99 ms', 'CPU µs', 'RSS MiB', ''];
/** From here on the load generator is as much the limit as the server. */
const SATURATED = 0.97;

/** The contestants, the fastest first; ratios are to the one named. */
export function serverTable(summaries: readonly Summary[], reference: string): string {
  const limit = summaries.find(({ name }) => name === reference);
  const rows = summaries
    .toSorted((a, b) => b.perSecond.median - a.perSecond.median)
    .map((summary) => [
      summary.name,
      figure(summary.perSecond.median),
      `${figure(summary.perSecond.min)}-${figure(summary.perSecond.max)}`,
      limit === undefined ? '-' : figure(timesAsFast(summary, limit).median),
      figure(summary.p50Ms.median),
      figure(summary.p99Ms.median),
      figure(summary.cpuMicros?.median ?? null, 1),
      figure(summary.memoryMiB, 0),
      remarks(summary),
    ]);
  return table(HEAD, rows);
}

function remarks(summary: Summary): string {
  const all = [
    isNoisy(summary) && `others had ${figure((summary.others ?? 0) * 100, 0)} % of a core`,
    summary.generatorShare > SATURATED && 'limited by the load',
  ];
  return all.filter((remark) => remark !== false).join(', ');
}
