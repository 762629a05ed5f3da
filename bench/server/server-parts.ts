import type { Contestant } from '../contestants/contestant.ts';
import { type Running, startContestant } from '../contestants/field.ts';
import { latchkey, latchkeyInMemory, latchkeyOnSqlite } from '../contestants/latchkey.ts';
import { bareHono, bareHttp, peers } from '../contestants/peers.ts';
import { postgresBeside } from '../databases/postgres.ts';
import { redisBeside } from '../databases/redis.ts';
import { Load } from '../load/load.ts';
import type { Cores } from '../machine/cores.ts';
import { type Summary, summarise } from '../measure/summary.ts';
import type { Progress } from '../report/progress.ts';
import { type Duration, guardedGet } from './guarded-get.ts';
import { refresh } from './refresh.ts';
import type { Bench, Sample } from './sample.ts';

type Measure = (
  bench: Bench,
  field: readonly Running[],
  duration: Duration,
  progress: Progress,
) => Promise<Map<string, Sample[]>>;

export interface ServerPart {
  readonly cores: Cores;
  readonly duration: Duration;
  readonly progress: Progress;
  readonly names: readonly string[] | null;
}

export async function measureGuardedGet(part: ServerPart): Promise<Summary[]> {
  const field = [bareHttp, bareHono, latchkeyOnSqlite, ...peers.filter(does('guarded GET'))];
  return measured(part, field, guardedGet);
}

export async function measureRefresh(part: ServerPart): Promise<Summary[]> {
  const core = part.cores?.load ?? null;
  const redis = await redisBeside(core);
  const postgres = await postgresBeside(core);
  const databases = [redis, postgres].filter((one) => one !== null);
  try {
    const ours = [
      latchkeyInMemory,
      latchkeyOnSqlite,
      ...(redis === null ? [] : [latchkey('Redis', ['refresh'], () => redis.url)]),
      ...(postgres === null ? [] : [latchkey('PostgreSQL', ['refresh'], () => postgres.url)]),
    ];
    return await measured(part, [bareHono, ...ours, ...peers.filter(does('refresh'))], refresh, () =>
      databases.flatMap(({ processes }) => processes()),
    );
  } finally {
    for (const { stop } of databases) await stop();
  }
}

const does =
  (task: Contestant['tasks'][number]) =>
  ({ tasks }: Contestant) =>
    tasks.includes(task);

const isWanted =
  (names: readonly string[] | null) =>
  ({ name }: Contestant) =>
    name === bareHono.name || names === null || names.some((part) => name.includes(part));

/** All of them run during the whole part and only one at a time has anything to do. */
async function measured(
  { cores, duration, progress, names }: ServerPart,
  contestants: readonly Contestant[],
  measure: Measure,
  companions: () => readonly number[] = () => [],
): Promise<Summary[]> {
  const load = Load.start(cores?.load ?? null);
  const field: Running[] = [];
  try {
    for (const contestant of contestants.filter(isWanted(names))) {
      progress.step(`starting ${contestant.name}`);
      field.push(await startContestant(contestant, cores?.server ?? null));
    }
    const samples = await measure({ load, cores, companions }, field, duration, progress);
    return [...samples].map(([name, all]) => summarise(name, all));
  } finally {
    await Promise.all(field.map((running) => running.stop()));
    load.stop();
  }
}
