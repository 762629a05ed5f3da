import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Running, startContestant } from './contestants/field.ts';
import { latchkeyInMemory, latchkeyOnSqlite } from './contestants/latchkey.ts';
import { Load } from './load/load.ts';
import { chooseCores } from './machine/cores.ts';
import { installPeers } from './machine/peers-installed.ts';
import { inclusiveTimes } from './profile/inclusive-times.ts';
import { type SelfTime, selfTimes } from './profile/self-times.ts';
import { progressOn } from './report/progress.ts';
import { figure, table } from './report/table.ts';
import { guardedGet } from './server/guarded-get.ts';
import { refresh } from './server/refresh.ts';

/** `npx node bench/profile.ts get|refresh [memory]`: where the server's time goes under that load. */
const measure = process.argv[2] === 'get' ? guardedGet : refresh;
const contestant = process.argv[3] === 'memory' ? latchkeyInMemory : latchkeyOnSqlite;
const ROWS = 60;
const SECONDS = 8;

installPeers();
const cores = chooseCores();
const folder = await mkdtemp(join(tmpdir(), 'latchkey-profile-'));
const load = Load.start(cores?.load ?? null);
const running: Running = await startContestant(contestant, cores?.server ?? null, [
  '--cpu-prof',
  `--cpu-prof-dir=${folder}`,
]);
const duration = { rounds: 1, seconds: SECONDS };
const samples = await measure(
  { load, cores, companions: () => [] },
  [running],
  duration,
  progressOn(process.stderr),
);
await running.stop();
load.stop();

const [file = ''] = await readdir(folder);
const profile = JSON.parse(await readFile(join(folder, file), 'utf8'));
await rm(folder, { recursive: true });
const rows = (times: readonly SelfTime[]) =>
  times.slice(0, ROWS).map(({ where, share }) => [where, `${figure(share * 100, 1)} %`]);
console.log(JSON.stringify(samples.get(running.name)));
console.log(`\n${table(['package', 'self'], rows(selfTimes(profile, 'package')))}`);
console.log(`\n${table(['function', 'self'], rows(selfTimes(profile, 'function')))}`);
console.log(`\n${table(['function', 'with all it calls'], rows(inclusiveTimes(profile)))}`);
