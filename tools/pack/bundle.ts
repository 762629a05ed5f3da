import { gzipSync } from 'node:zlib';
import { build } from 'vite';

/**
 * What a script of this source is, as a store is given it: one file, built and minified as the extension's are.
 * @param entry where the source would lie: relative imports start there
 * @param globals packages that the page is to have already, by the name that they have there
 */
export async function bundle(
  source: string,
  entry: string,
  globals: Readonly<Record<string, string>> = {},
): Promise<string> {
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
      rolldownOptions: { external: Object.keys(globals), output: { globals } },
    },
  });
  const [chunk] = Array.isArray(built) ? built.flatMap(({ output }) => output) : [];
  if (chunk?.type !== 'chunk') throw new Error('The build made no script.');
  return chunk.code;
}

/** Bytes after gzip. */
export const weightOf = (script: string): number => gzipSync(script, { level: 9 }).length;
