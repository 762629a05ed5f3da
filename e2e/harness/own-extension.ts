import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type InlineConfig } from 'vite';
import { repositoryRoot } from '../../tools/repository.ts';
import { bundle } from './bundle.ts';

const source = join(repositoryRoot, 'examples/own-extension');

/** Builds the README's example of somebody else's extension into a folder, under our id, for a server. */
export async function buildOwnExtension(folder: string, serverUrl: string, ours: string): Promise<void> {
  const quiet: InlineConfig = {
    configFile: false,
    logLevel: 'warn',
    root: source,
    base: './',
    plugins: [
      {
        name: 'server-of-this-test',
        transform: (code) => code.replaceAll('http://localhost:8787', serverUrl),
      },
    ],
  };
  await build({
    ...quiet,
    build: {
      outDir: folder,
      emptyOutDir: true,
      rollupOptions: {
        input: [join(source, 'popup.html'), join(source, 'background.ts')],
        output: { entryFileNames: '[name].js' },
      },
    },
  });
  await writeFile(join(folder, 'content.js'), await bundle(join(source, 'content.ts')));
  await cp(join(source, 'manifest.json'), join(folder, 'manifest.json'));
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  const { key } = JSON.parse(await readFile(join(ours, 'manifest.json'), 'utf8'));
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, key }));
}
