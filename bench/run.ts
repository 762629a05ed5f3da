import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bareHono } from './contestants/peers.ts';
import { chooseCores } from './machine/cores.ts';
import { describeMachine } from './machine/describe-machine.ts';
import { installPeers } from './machine/peers-installed.ts';
import { readOptions, usage } from './options.ts';
import { progressOn } from './report/progress.ts';
import { serverTable } from './report/server-table.ts';
import { measureGuardedGet, measureRefresh } from './server/server-parts.ts';

const options = (() => {
  try {
    return readOptions(process.argv.slice(2));
  } catch (cause) {
    console.error(`${cause instanceof Error ? cause.message : cause}\n\n${usage}`);
    return process.exit(2);
  }
})();

installPeers();
const cores = chooseCores();
const progress = progressOn(process.stderr);
const duration = options.quick ? { rounds: 2, seconds: 0.8 } : { rounds: 5, seconds: 4 };
const machine = describeMachine(cores);
const wants = (part: (typeof options.parts)[number]) => options.parts.includes(part);
const result: Record<string, unknown> = { machine, at: new Date().toISOString(), quick: options.quick };
const texts: string[] = [];

if (wants('get')) {
  progress.part('GET /api/me behind the guard');
  const summaries = await measureGuardedGet({ cores, duration, progress, names: options.names });
  result.guardedGet = summaries;
  texts.push(`GET /api/me behind the guard, 50 connections\n\n${serverTable(summaries, bareHono.name)}`);
}
if (wants('refresh')) {
  progress.part('POST /auth/refresh with rotation');
  const summaries = await measureRefresh({ cores, duration, progress, names: options.names });
  result.refresh = summaries;
  texts.push(`POST /auth/refresh with rotation, 50 clients\n\n${serverTable(summaries, bareHono.name)}`);
}

progress.done();
const folder = fileURLToPath(new URL('results/', import.meta.url));
await mkdir(folder, { recursive: true });
const file = `${folder}${new Date().toISOString().replace(/[:.]/g, '-')}.json`;
await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
console.log(`\n${machine}\n\n${texts.join('\n\n')}\n\nFigures: ${file}`);
