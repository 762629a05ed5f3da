import { glob, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compile } from '../pack/compile.ts';
import { libraries } from '../pack/libraries.ts';
import { openSources, type WorkspaceManifest } from '../pack/publishable.ts';
import { repositoryRoot } from '../repository.ts';

/** An open door of a library. */
export interface Door {
  /** As it is imported: `latchkey/client`. */
  readonly name: string;
  /** Its declarations, from the folder. */
  readonly file: string;
}

export interface Declarations {
  readonly folder: string;
  readonly doors: readonly Door[];
  /** Every file of declarations by its path from the folder. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * What TypeScript tells whoever imports the libraries, docstrings included.
 * @param use is given them while their folder is there, inside the repository, where packages are found
 * @throws Error with what tsc said, where a library does not compile
 */
export async function withDeclarations<T>(use: (declarations: Declarations) => Promise<T>): Promise<T> {
  const around = join(repositoryRoot, '.artifacts');
  await mkdir(around, { recursive: true });
  const folder = await mkdtemp(join(around, 'declarations-'));
  try {
    const doors = await Promise.all(
      libraries.map(async ({ name, folder: library, closed, types }) => {
        const { bin: _, ...manifest }: WorkspaceManifest = JSON.parse(
          await readFile(join(library, 'package.json'), 'utf8'),
        );
        const sources = openSources(manifest, closed);
        await compile({
          folder: library,
          sources,
          types,
          outDir: join(folder, name),
          declarationsOnly: true,
        });
        return Object.entries(manifest.exports)
          .filter(([door]) => !closed.includes(door))
          .map(([door, source]) => ({
            name: `${name}${door.slice(1)}`,
            file: `${name}/${source.replace(/^\.\/(.*)\.ts$/, '$1.d.ts')}`,
          }));
      }),
    );
    return await use({ folder, doors: doors.flat(), files: await readDeclarations(folder) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readDeclarations(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for await (const file of glob('**/*.d.ts', { cwd: folder })) {
    files.set(file.replaceAll('\\', '/'), await readFile(join(folder, file), 'utf8'));
  }
  return files;
}
