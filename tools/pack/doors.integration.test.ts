import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, expect, test } from 'vitest';
import { repositoryRoot } from '../repository.ts';
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

/** What a script is that does this with a door, as a store is given it. */
async function bundle(source: string): Promise<string> {
  const entry = join(outDir, 'entry.js');
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [
      {
        name: 'in-memory-entry',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? source : undefined),
      },
    ],
    build: {
      write: false,
      minify: true,
      lib: { entry, formats: ['iife'], name: 'script' },
      rolldownOptions: { external: ['react'], output: { globals: { react: 'React' } } },
    },
  });
  const [chunk] = Array.isArray(built) ? built.flatMap(({ output }) => output) : [];
  if (chunk?.type !== 'chunk') throw new Error('The build made no script.');
  return chunk.code;
}

const latchkey = packed.find(({ name }) => name === 'latchkey')?.folder ?? '';

/** Use of each door that is for a browser, and the most that it may weigh, in bytes after gzip. */
const uses: readonly (readonly [door: string, use: string, most: number])[] = [
  ['./client', 'createClient()', 4_000],
  ['./session', 'createSession', 500],
  ['./react', 'useSession', 500],
  ['./account', 'createAccountClient()', 9_000],
  ['./background', 'startBroker({ server: "http://localhost:8787", contentScripts: [] })', 31_500],
];

test.for(uses)('%s weighs what it may, and names no code from elsewhere', async ([door, use, most]) => {
  const file = (await doorsOf(latchkey)).get(door);
  const name = /^\w+/.exec(use)?.[0];
  const script = await bundle(`import { ${name} } from ${JSON.stringify(file)}; console.log(${use});`);
  const empty = await bundle('console.log();');
  const weight = gzipSync(script, { level: 9 }).length - gzipSync(empty, { level: 9 }).length;
  console.info(`latchkey${door.slice(1)}: ${weight} bytes`);
  expect(weight).toBeGreaterThan(50);
  expect(weight).toBeLessThanOrEqual(most);
  expect(remoteCode(script)).toEqual([]);
});

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
