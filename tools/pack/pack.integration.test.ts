import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, expect, test } from 'vitest';
import { libraries } from './libraries.ts';
import { type Packed, packLibraries } from './pack.ts';

const outDir = await mkdtemp(join(tmpdir(), 'latchkey-packed-'));
const packed = await packLibraries(outDir);
afterAll(() => rm(outDir, { recursive: true, force: true }));

const names = libraries.map(({ name }) => name);

function packedAs(name: string): Packed {
  const library = packed.find((each) => each.name === name);
  if (!library) throw new Error(`${name} was not packed`);
  return library;
}

const manifestOf = async ({ folder }: Packed) =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));

/** What a source imports by name: of a package, or of Node. */
function packagesIn(source: string): string[] {
  const imports = source.matchAll(/(?:^|[\s;}])(?:from|import|import\()\s*['"]([^.'"][^'"]*)['"]/g);
  return [...imports].map(([, specifier = '']) => {
    const [first = '', second] = specifier.split('/');
    return first.startsWith('@') ? `${first}/${second}` : first;
  });
}

test('both have one version, which is the repository’s', async () => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  for (const library of packed) expect(library.version, library.name).toBe(version);
});

test.for(names)('%s: publint finds nothing', async (name) => {
  const library = packedAs(name);
  const { messages } = await publint({ pkgDir: library.folder, strict: true });
  const manifest = await manifestOf(library);
  expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
});

test.for(names)('%s: its types are found, and are right, by every resolution of ES modules', async (name) => {
  const library = packedAs(name);
  const tarball = createPackageFromTarballData(await readFile(library.tarball));
  const result = await checkPackage(tarball, {
    entrypointsLegacy: false,
    excludeEntrypoints: ['./package.json'],
  });
  if (!result.types) throw new Error(`${name} has no types`);
  // `require` of an ES module is what Node of today does by itself, and Node of before no extension runs on.
  const ofModules = result.problems.filter(
    (problem) =>
      problem.kind !== 'CJSResolvesToESM' &&
      !('resolutionKind' in problem && problem.resolutionKind === 'node10'),
  );
  expect(ofModules).toEqual([]);
  expect(Object.keys(result.entrypoints)).toEqual(
    Object.keys((await manifestOf(library)).exports).filter((door) => door !== './package.json'),
  );
});

test.for(names)(
  '%s: it holds code, its declarations and what one reads first, and no test or source',
  async (name) => {
    const { files } = packedAs(name);
    const unexpected = files.filter(
      (file) =>
        !/^dist\/.+\.(js|d\.ts)$/.test(file) &&
        !['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'].includes(file),
    );
    expect(unexpected).toEqual([]);
    expect(files.filter((file) => /\.test\.|fixture/.test(file))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'CHANGELOG.md']));
  },
);

test.for(names)(
  '%s: what it imports is what it says that it needs, and no declaration names a source',
  async (name) => {
    const library = packedAs(name);
    const { dependencies = {}, peerDependencies = {} } = await manifestOf(library);
    const stated = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];
    const imported = new Set<string>();
    for (const file of library.files.filter((each) => each.startsWith('dist/'))) {
      const source = await readFile(join(library.folder, file), 'utf8');
      for (const specifier of packagesIn(source)) imported.add(specifier);
      expect(source, file).not.toMatch(/(?:from |import\(|import )['"]\.[^'"]*\.ts['"]/);
    }
    const foreign = [...imported].filter(
      (each) => !each.startsWith('node:') && !builtinModules.includes(each),
    );
    // Its own name is in what it tells a person to write.
    expect(foreign.filter((each) => each !== name && !stated.includes(each))).toEqual([]);
    expect(imported.has('valibot')).toBe(true);
  },
);
