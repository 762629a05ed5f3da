import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { measureBrowser } from './browser/browser-part.ts';
import { bareHono } from './contestants/peers.ts';
import { engines } from './growth/engines.ts';
import { growth, rememberedTokensMiB } from './growth/growth.ts';
import { bothWays } from './jose/jose-part.ts';
import { chooseCores } from './machine/cores.ts';
import { describeMachine } from './machine/describe-machine.ts';
import { installPeers } from './machine/peers-installed.ts';
import { type Part, readOptions, usage } from './options.ts';
import { browserTable } from './report/browser-table.ts';
import { growthTable } from './report/growth-table.ts';
import { joseTable } from './report/jose-table.ts';
import { noiseWarning } from './report/noise.ts';
import { progressOn } from './report/progress.ts';
import { type Results, reachesTable } from './report/reaches.ts';
import { serverTable } from './report/server-table.ts';
import { figure } from './report/table.ts';
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
const duration = options.quick ? { rounds: 3, seconds: 0.5 } : { rounds: 5, seconds: 4 };
const { names } = options;
const results: Results = {};

/** Each part leaves its figures in `results`, and says them in words. */
const parts: Readonly<Record<Part, { title: string; measure(): Promise<string> }>> = {
  jose: {
    title: 'what is done with a JWT, both ways',
    async measure() {
      results.jose = await bothWays(cores, duration);
      return `What a refresh does with JWTs, by server/jws and by jose\n\n${joseTable(results.jose)}`;
    },
  },
  get: {
    title: 'GET /api/me behind the guard',
    async measure() {
      results.guardedGet = await measureGuardedGet({ cores, duration, progress, names });
      return `GET /api/me behind the guard, 50 connections\n\n${serverTable(results.guardedGet, bareHono.name)}`;
    },
  },
  refresh: {
    title: 'POST /auth/refresh with rotation',
    async measure() {
      results.refresh = await measureRefresh({ cores, duration, progress, names });
      return `POST /auth/refresh with rotation, 50 clients\n\n${serverTable(results.refresh, bareHono.name)}`;
    },
  },
  growth: {
    title: 'the cost as the store grows',
    async measure() {
      const sizes = options.quick ? [1_000, 10_000] : [1_000, 100_000, 1_000_000];
      const tokens = options.quick ? 20_000 : 100_000;
      const wanted = engines.filter(
        ({ name }) => names === null || names.some((part) => name.includes(part)),
      );
      const grown = await growth({ engines: wanted, sizes, cores, duration, progress });
      const MiB = await rememberedTokensMiB(tokens);
      results.growth = { grown, remembered: { tokens, MiB } };
      return [
        `POST /auth/refresh, one at a time, sessions in turn\n\n${growthTable(grown)}`,
        `${figure(tokens, 0)} verified access tokens are remembered in ${figure(MiB, 1)} MiB`,
      ].join('\n\n');
    },
  },
  browser: {
    title: 'in the browser',
    async measure() {
      const found = await measureBrowser(options.quick ? 2 : 5, progress);
      results.browser = found;
      return typeof found === 'string' ? `The browser part was left out: ${found}` : browserTable(found);
    },
  },
};

const texts: string[] = [];
for (const part of options.parts) {
  const { title, measure } = parts[part];
  progress.part(title);
  try {
    texts.push(await measure());
  } catch (cause) {
    // What the parts before have taken minutes to find out is worth having without this one.
    texts.push(`FAILED: ${title}\n\n${inspect(cause)}`);
    process.exitCode = 1;
  }
}

progress.done();
texts.push(reachesTable(results));
const measured = [...(results.guardedGet ?? []), ...(results.refresh ?? [])];
const warning = noiseWarning(measured.map(({ others }) => others));
if (measured.length > 0 && warning !== null) texts.push(warning);
const machine = describeMachine(cores);
const folder = fileURLToPath(new URL('results/', import.meta.url));
await mkdir(folder, { recursive: true });
const file = `${folder}${new Date().toISOString().replace(/[:.]/g, '-')}.json`;
const record = { machine, at: new Date().toISOString(), quick: options.quick, ...results };
await writeFile(file, `${JSON.stringify(record, null, 2)}\n`);
console.log(`\n${machine}\n\n${texts.join('\n\n')}\n\nFigures: ${file}`);
