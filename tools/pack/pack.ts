import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../repository.ts';
import { compile } from './compile.ts';
import { type Library, libraries } from './libraries.ts';
import { openSources, publishable, type WorkspaceManifest } from './publishable.ts';

export interface Packed {
  readonly name: string;
  readonly version: string;
  /** The folder that was packed, as it is when installed. */
  readonly folder: string;
  /** What `npm install` takes. */
  readonly tarball: string;
  readonly bytes: number;
  readonly files: readonly string[];
}

/**
 * Both libraries as npm would publish them: compiled, staged, packed.
 * @param outDir gets a folder and a tarball for each; what was there before is gone
 * @throws Error with what tsc said, where a library does not compile
 */
export async function packLibraries(outDir = join(repositoryRoot, '.output/packages')): Promise<Packed[]> {
  await rm(outDir, { recursive: true, force: true });
  return Promise.all(libraries.map((library) => packLibrary(library, outDir)));
}

async function packLibrary({ name, folder, closed, types }: Library, outDir: string): Promise<Packed> {
  const staging = join(outDir, name);
  const manifest: WorkspaceManifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  await mkdir(staging, { recursive: true });
  await compile({ folder, sources: openSources(manifest, closed), types, outDir: join(staging, 'dist') });
  await copyFile(join(folder, 'README.md'), join(staging, 'README.md'));
  for (const common of ['LICENSE', 'CHANGELOG.md']) {
    await copyFile(join(repositoryRoot, common), join(staging, common));
  }
  const published = publishable(manifest, closed);
  await writeFile(join(staging, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  return { name, version: manifest.version, folder: staging, ...(await npmPack(staging, outDir)) };
}

const run = promisify(execFile);

/** By npm itself: what it leaves out, and how it names the file, is for it to say. */
async function npmPack(
  staging: string,
  outDir: string,
): Promise<Pick<Packed, 'tarball' | 'bytes' | 'files'>> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', outDir];
  // npm is a script with another name on Windows, which only a shell finds.
  const { stdout } = await run('npm', args, { cwd: staging, shell: process.platform === 'win32' });
  const [{ filename, size, files }]: [{ filename: string; size: number; files: { path: string }[] }] =
    JSON.parse(stdout);
  return { tarball: join(outDir, filename), bytes: size, files: files.map(({ path }) => path) };
}
