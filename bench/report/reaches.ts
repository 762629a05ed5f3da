import type { BrowserResult } from '../browser/browser-part.ts';
import { REFERENCE } from '../browser/contestants.ts';
import { latchkeyOnSqlite } from '../contestants/latchkey.ts';
import { bareHono } from '../contestants/peers.ts';
import type { Grown } from '../growth/growth.ts';
import type { BothWays } from '../jose/jose-part.ts';
import { type Spread, spread } from '../measure/statistics.ts';
import { isNoisy, type Summary, summarise, timesAsFast } from '../measure/summary.ts';
import { LIMIT } from '../server/cryptographic-limit.ts';
import { leastOf, timesAsLong } from './growth-table.ts';
import { WORTH_IT } from './jose-table.ts';
import { figure, table } from './table.ts';

export interface Results {
  jose?: readonly BothWays[];
  guardedGet?: readonly Summary[];
  refresh?: readonly Summary[];
  growth?: {
    readonly grown: readonly Grown[];
    readonly remembered: { readonly tokens: number; readonly MiB: number };
  };
  browser?: BrowserResult | string;
}

/** What Latchkey is to reach, as a figure of this run. */
interface Reach {
  readonly what: string;
  readonly wanted: { readonly atLeast: number } | { readonly atMost: number };
  /** Over the rounds, where there are several. */
  readonly got: Spread;
  /** Whether others had so much of the machine that the figure says little. */
  readonly noisy: boolean;
}

/** Each reach that this run has measured, and whether it is met; ratios only, since machines differ. */
export function reachesTable(results: Results): string {
  const reaches = [
    ...joseReaches(results.jose ?? []),
    ...serverReaches('guarded GET', results.guardedGet ?? [], [
      [bareHono.name, 0.88],
      ['Fastify + @fastify/jwt, cached', 1],
    ]),
    ...serverReaches('refresh', results.refresh ?? [], [
      [LIMIT, 0.6],
      ['NestJS + passport-jwt', 1],
      ['Express + jsonwebtoken', 1],
      ['Hono + hono/jwt', 0.8],
    ]),
    ...databaseReaches(results.refresh ?? []),
    ...growthReaches(results),
    ...browserReaches(results),
  ];
  return table(
    ['reach', 'wanted', 'got', 'min-max', ''],
    reaches.map(({ what, wanted, got, noisy }) => [
      what,
      said(wanted),
      figure(got.median),
      got.min === got.max ? '' : `${figure(got.min)}-${figure(got.max)}`,
      verdict({ wanted, got, noisy }),
    ]),
  );
}

/** Whether it is right not to do all with jose: what is signed and verified here alone must be worth it together. */
function joseReaches(operations: readonly BothWays[]): Reach[] {
  if (operations.length === 0) return [];
  const sum = (of: (one: BothWays) => number) => operations.reduce((total, one) => total + of(one), 0);
  const got = once(sum(({ joseMicros }) => joseMicros) / sum(({ oursMicros }) => oursMicros));
  return [{ what: 'jose: times node:crypto, all in all', wanted: { atLeast: WORTH_IT }, got, noisy: false }];
}

function serverReaches(
  task: string,
  all: readonly Summary[],
  others: readonly (readonly [name: string, atLeast: number])[],
): Reach[] {
  const ours = all.find(({ name }) => name === latchkeyOnSqlite.name);
  if (ours === undefined) return [];
  const against = (name: string, atLeast: number): Reach[] =>
    all
      .filter((other) => other.name === name)
      .map((other) => ({
        what: `${task}: times ${name}`,
        wanted: { atLeast },
        got: timesAsFast(ours, other),
        noisy: isNoisy(ours) || isNoisy(other),
      }));
  const tail = once(ours.p99Ms.median / ours.p50Ms.median);
  return [
    ...others.flatMap(([name, atLeast]) => against(name, atLeast)),
    { what: `${task}: p99 in p50`, wanted: { atMost: 3 }, got: tail, noisy: isNoisy(ours) },
    ...memoryReaches(task, ours, all),
  ];
}

function memoryReaches(task: string, ours: Summary, all: readonly Summary[]): Reach[] {
  const bare = all.find(({ name }) => name === bareHono.name)?.memoryMiB ?? null;
  if (ours.memoryMiB === null || bare === null) return [];
  const got = once(ours.memoryMiB / bare);
  return [{ what: `${task}: memory, times ${bareHono.name}`, wanted: { atMost: 1.5 }, got, noisy: false }];
}

function databaseReaches(all: readonly Summary[]): Reach[] {
  const named = (part: string) => all.find(({ name }) => name === `Latchkey, ${part}`);
  const [postgres, sqlite] = [named('PostgreSQL'), named('SQLite')];
  if (postgres === undefined || sqlite === undefined) return [];
  const noisy = isNoisy(postgres) || isNoisy(sqlite);
  const got = timesAsFast(postgres, sqlite);
  return [{ what: 'refresh: PostgreSQL, times SQLite', wanted: { atLeast: 0.7 }, got, noisy }];
}

function growthReaches({ growth }: Results): Reach[] {
  if (growth === undefined) return [];
  const { grown, remembered } = growth;
  const latencies = grown.flatMap((store): Reach[] => {
    const least = leastOf(grown, store);
    if (least === undefined || least === store) return [];
    const [sessions, fewest] = [figure(store.sessions, 0), figure(least.sessions, 0)];
    return [
      {
        what: `refresh on ${store.engine} at ${sessions} sessions: times that at ${fewest}`,
        wanted: { atMost: 1.1 },
        got: timesAsLong(store, least),
        noisy: isNoisy(summarise(store.engine, store.samples)),
      },
    ];
  });
  const memory: Reach = {
    what: `${figure(remembered.tokens)} verified tokens, MiB`,
    wanted: { atMost: 20 },
    got: once(remembered.MiB),
    noisy: false,
  };
  return [...latencies, memory];
}

function browserReaches({ browser }: Results): Reach[] {
  if (browser === undefined || typeof browser === 'string') return [];
  const { messengers, brokered, cached } = browser;
  const roundsOf = (name: string) => messengers.find((each) => each.name === name)?.rounds ?? [];
  const raw = roundsOf(REFERENCE);
  const inRaw = (figure: 'medianMs' | 'burstMs') =>
    spread(roundsOf('Latchkey').map((ours, round) => ours[figure] / (raw[round]?.[figure] ?? Number.NaN)));
  const bursts = brokered.map(({ burstMs, inWorkerBurstMs }) => burstMs / inWorkerBurstMs);
  return [
    {
      what: `token in a content script: times ${REFERENCE}`,
      wanted: { atMost: 0.7 },
      got: inRaw('medianMs'),
      noisy: false,
    },
    {
      what: `100 tokens at once: times ${REFERENCE}`,
      wanted: { atMost: 0.5 },
      got: inRaw('burstMs'),
      noisy: false,
    },
    {
      what: 'messages for 100 cached tokens',
      wanted: { atMost: 0 },
      got: once(cached.messages),
      noisy: false,
    },
    {
      what: '100 brokered calls: times 100 fetches in the worker',
      wanted: { atMost: 1.3 },
      got: spread(bursts),
      noisy: false,
    },
    {
      what: 'a brokered call: milliseconds more than a fetch in the worker',
      wanted: { atMost: 0.8 },
      got: spread(brokered.map(({ medianMs, inWorkerMedianMs }) => medianMs - inWorkerMedianMs)),
      noisy: false,
    },
  ];
}

const said = (wanted: Reach['wanted']) =>
  'atLeast' in wanted ? `>= ${wanted.atLeast}` : `<= ${wanted.atMost}`;

const once = (value: number): Spread => spread([value]);

function verdict({ wanted, got, noisy }: Omit<Reach, 'what'>): string {
  const isMet = (value: number) => ('atLeast' in wanted ? value >= wanted.atLeast : value <= wanted.atMost);
  const met = isMet(got.median);
  const undisputed = isMet(got.min) === met && isMet(got.max) === met;
  return [
    met ? 'met' : 'missed',
    ...(undisputed ? [] : ['not in every round']),
    ...(noisy ? ['on a noisy machine'] : []),
  ].join(', ');
}
