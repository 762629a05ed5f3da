import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstalledExample } from './install.ts';
import { CommandFailed } from './run-command.ts';

/** How TypeScript looks for the declarations of a package, by the names of its settings. */
export const resolutions = {
  bundler: { module: 'ESNext', moduleResolution: 'Bundler' },
  nodenext: { module: 'NodeNext', moduleResolution: 'NodeNext' },
} as const;

/** The strictest that people set. The libraries' declarations are held to it too. */
const strictest = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  noEmit: true,
};

/**
 * Type-checks an example by its own TypeScript and its own tsconfig.json, made as strict as can be.
 * @returns what tsc finds in the example and in the libraries' declarations; what is wrong in those of other packages, or
 * of WXT's own making, is theirs
 */
export async function checkTypes(
  example: InstalledExample,
  resolution: keyof typeof resolutions,
): Promise<string[]> {
  const project = `tsconfig.${resolution}.json`;
  const compilerOptions = { ...strictest, ...resolutions[resolution] };
  await writeFile(
    join(example.folder, project),
    JSON.stringify({ extends: './tsconfig.json', compilerOptions }),
  );
  try {
    await example.program('tsc', ['-p', project]);
    return [];
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const found = error.output.split('\n').filter((line) => /^\S.*error TS/.test(line));
    // Whatever else it said is no finding, but a tsc that did not check anything.
    if (found.length === 0) throw error;
    return found.filter(
      (line) => !/^(\.wxt\/|node_modules\/(?!latchkey(-server)?\/(?!node_modules)))/.test(line),
    );
  }
}
