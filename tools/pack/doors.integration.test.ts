import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { readDocument } from '../documents/documents.ts';
import { code, tableUnder } from '../documents/markdown.ts';
import { repositoryRoot } from '../repository.ts';
import { bundle, weightOf } from './bundle.ts';
import { packLibraries } from './pack.ts';
import { remoteCode } from './remote-code.ts';

// Inside the repository, so that what the packages need is found as if it were installed beside them.
const around = join(repositoryRoot, '.artifacts');
await mkdir(around, { recursive: true });
const outDir = await mkdtemp(join(around, 'doors-'));
afterAll(() => rm(outDir, { recursive: true, force: true }));
const packed = await packLibraries(outDir);

const run = promisify(execFile);

async function doorsOf(folder: string): Promise<Map<string, string>> {
  const { exports: doors } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return new Map(
    Object.entries<{ default: string }>(doors)
      .filter(([door]) => door !== './package.json')
      .map(([door, { default: file }]) => [door, join(folder, file)]),
  );
}

/** What a script is that does this with a door. */
const scriptOf = (source: string): Promise<string> =>
  bundle(source, join(outDir, 'entry.js'), { react: 'React' });

const latchkey = packed.find(({ name }) => name === 'latchkey')?.folder ?? '';

/** Use of each door that is for a browser. */
const uses: Readonly<Record<string, string>> = {
  client: 'createClient()',
  session: 'createSession',
  react: 'useSession',
  account: 'createAccountClient()',
  background: 'startBroker({ server: "http://localhost:8787", contentScripts: [] })',
};
const weights = tableUnder(readDocument('docs/own-extension.md'), 'What it weighs').map(
  ([door, kilobytes]) => [code(door).replace('latchkey/', ''), Number(kilobytes) * 1_000] as const,
);

test('the document says what each door weighs that is for a browser', () => {
  expect(weights.map(([door]) => door)).toEqual(Object.keys(uses));
});

test.for(weights)(
  '%s weighs what the document says, and names no code from elsewhere',
  async ([door, most]) => {
    const use = uses[door] ?? '';
    const file = (await doorsOf(latchkey)).get(`./${door}`);
    const name = /^\w+/.exec(use)?.[0];
    const script = await scriptOf(`import { ${name} } from ${JSON.stringify(file)}; console.log(${use});`);
    const empty = await scriptOf('console.log();');
    const weight = weightOf(script) - weightOf(empty);
    console.info(`latchkey/${door}: ${weight} bytes`);
    expect(weight).toBeGreaterThan(50);
    expect(weight).toBeLessThanOrEqual(most);
    expect(remoteCode(script)).toEqual([]);
  },
);

test.for(packed.map(({ name, folder }) => [name, folder] as const))(
  '%s: Node imports every door, as WXT does to read what an entrypoint says of itself',
  async ([, folder]) => {
    const doors = [...(await doorsOf(folder)).values()];
    const imports = doors.map((file) => `await import(${JSON.stringify(`file://${file}`)});`).join('\n');
    const { stderr } = await run(process.execPath, ['--input-type=module', '--eval', imports]);
    expect(stderr).toBe('');
    expect(doors.length).toBeGreaterThan(3);
  },
);
