import { spawn } from 'node:child_process';
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { repositoryRoot } from '../repository.ts';

export interface Compilation {
  readonly folder: string;
  /** Relative to the folder. What none of them imports, a test for one, is left out by that. */
  readonly sources: readonly string[];
  readonly types: readonly string[];
  readonly outDir: string;
  /** No JavaScript, and no word on whether the types hold: for who only reads them. */
  readonly declarationsOnly?: boolean;
}

/**
 * JavaScript and declarations, one of each per source, by nothing but tsc.
 * @throws Error with what tsc said
 */
export async function compile({
  folder,
  sources,
  types,
  outDir,
  declarationsOnly = false,
}: Compilation): Promise<void> {
  const config = {
    compilerOptions: {
      target: 'ES2023',
      lib: ['ESNext', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
      module: 'ESNext',
      moduleResolution: 'Bundler',
      types,
      typeRoots: [join(repositoryRoot, 'node_modules/@types')],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
      declaration: true,
      emitDeclarationOnly: declarationsOnly,
      noCheck: declarationsOnly,
      // Or the members of a union stand in whatever order the threads came by them.
      singleThreaded: declarationsOnly,
      rewriteRelativeImportExtensions: true,
      rootDir: folder,
      outDir,
    },
    files: sources.map((source) => join(folder, source)),
  };
  await mkdir(outDir, { recursive: true });
  const project = `${outDir}.tsconfig.json`;
  await writeFile(project, JSON.stringify(config));
  const tsc = join(repositoryRoot, 'node_modules/typescript/bin/tsc');
  const child = spawn(process.execPath, [tsc, '-p', project], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((done, failed) => child.once('error', failed).once('close', done));
  const [code, output] = await Promise.all([ended, text(child.stdout)]);
  if (code !== 0) throw new Error(`A library does not compile by itself:\n${output.trim()}`);
  for await (const file of glob('**/*.d.ts', { cwd: outDir })) {
    const path = join(outDir, file);
    await writeFile(path, importsOfJavaScript(await readFile(path, 'utf8')));
  }
}

/**
 * A declaration that imports what is there. tsc rewrites `./b.ts` in JavaScript and leaves it in declarations
 * (microsoft/TypeScript#61037), where not every reader finds `b.d.ts` by it.
 */
export function importsOfJavaScript(declaration: string): string {
  return declaration.replace(/((?:from |import\(|import )['"]\.{1,2}\/[^'"]*)\.ts(?=['"])/g, '$1.js');
}
