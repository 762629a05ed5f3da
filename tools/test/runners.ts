import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../repository.ts';
import type { Failure, Tally } from './tally.ts';

/** What runs beside another speaks when both can be read. */
type Says = 'at-once' | 'at-the-end';

const binaries = join(repositoryRoot, 'node_modules/.bin');

/** Runs commands that only pass or fail, such as the type check; together they count as one test. */
export async function runCheck(
  name: string,
  commands: readonly string[],
  says: Says = 'at-once',
): Promise<Tally> {
  for (const command of commands) {
    const code = await run(command, {}, says);
    if (code !== 0) return { passed: 0, failed: [{ name, message: `${command} said ${code}` }], skipped: [] };
  }
  return { passed: 1, failed: [], skipped: [] };
}

/** Runs some of vitest's projects and counts their tests. */
export async function runVitest(
  name: string,
  projects: readonly string[],
  says: Says = 'at-once',
): Promise<Tally> {
  const results = join(repositoryRoot, '.artifacts', `${name}.json`);
  await rm(results, { force: true });
  const reporters = `--reporter=${name.startsWith('e2e') ? 'tree' : 'default'} --reporter=./tools/test/collect-results.ts`;
  const selected = projects.map((project) => `--project=${project}`).join(' ');
  const environment = { LATCHKEY_TEST_RESULTS: results };
  const code = await run(`vitest run ${selected} ${reporters}`, environment, says);
  const tally = await readTally(results);
  if (tally === undefined) return broken(`vitest said ${code} and left no results`);
  if (code !== 0 && tally.failed.length === 0) return broken(`vitest said ${code}`, tally);
  if (tally.passed + tally.failed.length === 0) return broken('no test was run', tally);
  return tally;

  function broken(message: string, rest: Tally = { passed: 0, failed: [], skipped: [] }): Tally {
    const failure: Failure = { name, message };
    return { ...rest, failed: [...rest.failed, failure] };
  }
}

async function readTally(file: string): Promise<Tally | undefined> {
  return readFile(file, 'utf8').then(
    (text): Tally => JSON.parse(text),
    () => undefined,
  );
}

function run(
  command: string,
  environment: Record<string, string> = {},
  says: Says = 'at-once',
): Promise<number | string> {
  const said: Buffer[] = [];
  const child = spawn(command, {
    cwd: repositoryRoot,
    shell: true,
    env: {
      ...process.env,
      PATH: `${binaries}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
      ...environment,
    },
    stdio: [
      'ignore',
      ...(says === 'at-once' ? (['inherit', 'inherit'] as const) : (['pipe', 'pipe'] as const)),
    ],
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => said.push(text));
  return new Promise((done) => {
    child.once('error', (error) => done(error.message));
    child.once('close', (code, signal) => {
      process.stdout.write(Buffer.concat(said));
      done(code ?? String(signal));
    });
  });
}
