import { cp, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { repositoryRoot } from '../repository.ts';
import type { Packed } from './pack.ts';
import { npmInstall, runCommand } from './run-command.ts';

/** An example as somebody else has it: in a folder of its own, with packages from the registry and the libraries packed. */
export interface InstalledExample {
  readonly folder: string;
  /** The packages that one of its packages has brought along, by name. */
  broughtBy(name: string): readonly string[];
  /** A script of its package.json. @throws {CommandFailed} */
  script(name: string): Promise<string>;
  /** A program of one of its packages. @throws {CommandFailed} */
  program(name: string, args: readonly string[]): Promise<string>;
}

const leftBehind = ['node_modules', 'dist', '.output', '.wxt', 'package-lock.json'];

/**
 * Copies one of `examples/` into a folder outside the repository and installs it there.
 * @param versions of its packages, where they are others than it says itself
 * @throws {CommandFailed} with what npm said
 */
export async function installExample(
  example: string,
  packed: readonly Packed[],
  folder: string,
  versions: Readonly<Record<string, string>> = {},
): Promise<InstalledExample> {
  await cp(join(repositoryRoot, 'examples', example), folder, {
    recursive: true,
    filter: (path) => !leftBehind.includes(basename(path)),
  });
  const manifest = join(folder, 'package.json');
  const wanted = JSON.parse(await readFile(manifest, 'utf8'));
  for (const { name, tarball } of packed) {
    if (wanted.dependencies?.[name]) wanted.dependencies[name] = `file:${tarball}`;
  }
  for (const kind of ['dependencies', 'devDependencies']) {
    for (const name of Object.keys(wanted[kind] ?? {}))
      wanted[kind][name] = versions[name] ?? wanted[kind][name];
  }
  await writeFile(manifest, JSON.stringify(wanted));
  await npmInstall(folder);
  const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8'));
  return {
    folder,
    broughtBy: (name) => broughtBy(name, lock.packages),
    script: (name) => runCommand(folder, 'npm', ['run', '--silent', name]),
    program: (name, args) => runCommand(folder, join(folder, 'node_modules/.bin', name), args),
  };
}

/** Every package that a package needs, and those need, by what package-lock.json says. */
function broughtBy(
  name: string,
  locked: Record<string, { dependencies?: Record<string, string> }>,
): string[] {
  const found = new Set<string>();
  const visit = (each: string): void => {
    for (const [path, { dependencies = {} }] of Object.entries(locked)) {
      if (!path.endsWith(`node_modules/${each}`)) continue;
      for (const next of Object.keys(dependencies)) {
        if (found.has(next)) continue;
        found.add(next);
        visit(next);
      }
    }
  };
  visit(name);
  return [...found].sort();
}
