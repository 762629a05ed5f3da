import type { BrowserResult } from '../browser/browser-part.ts';
import { REFERENCE } from '../browser/contestants.ts';
import { spread } from '../measure/statistics.ts';
import { figure, table } from './table.ts';

const HEAD = ['', 'median ms', 'min-max', 'ratio', 'p99 ms', '100 at once ms', 'cold ms', 'adds bytes'];
const CALLS_HEAD = ['GET /api/me', 'median ms', 'p99 ms', '100 at once ms'];

export function browserTable({ messengers, brokered, cached }: BrowserResult): string {
  const rows = messengers.map(({ name, rounds, addedBytes }) => ({
    name,
    addedBytes,
    median: spread(rounds.map(({ medianMs }) => medianMs)),
    p99: spread(rounds.map(({ p99Ms }) => p99Ms)),
    burst: spread(rounds.map(({ burstMs }) => burstMs)),
    cold: spread(rounds.map(({ coldMs }) => coldMs)),
  }));
  const reference = rows.find(({ name }) => name === REFERENCE)?.median.median ?? 0;
  const requests = rows.map(({ name, median, p99, burst, cold, addedBytes }) => [
    name,
    figure(median.median),
    `${figure(median.min)}-${figure(median.max)}`,
    figure(median.median / reference),
    figure(p99.median, 1),
    figure(burst.median, 1),
    figure(cold.median, 1),
    figure(addedBytes, 0),
  ]);
  const of = (pick: (calls: (typeof brokered)[number]) => number) =>
    figure(spread(brokered.map(pick)).median);
  const calls = [
    [
      'client.fetch in a content script',
      of((all) => all.medianMs),
      of((all) => all.p99Ms),
      of((all) => all.burstMs),
    ],
    [
      'by a broker that checks nothing',
      of(({ unchecked }) => unchecked.medianMs),
      of(({ unchecked }) => unchecked.p99Ms),
      of(({ unchecked }) => unchecked.burstMs),
    ],
    ['fetch in the worker', of((all) => all.inWorkerMedianMs), '-', of((all) => all.inWorkerBurstMs)],
  ];
  return [
    `A token, content script to worker and back\n\n${table(HEAD, requests)}`,
    table(CALLS_HEAD, calls),
    `While a token is cached, 100 requests send ${cached.messages} messages and take ${figure(cached.meanMs, 3)} ms each`,
  ].join('\n\n');
}
