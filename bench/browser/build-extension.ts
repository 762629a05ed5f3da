import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type InlineConfig } from 'vite';

const extensions = fileURLToPath(new URL('extensions/', import.meta.url));

export interface BuiltExtension {
  readonly folder: string;
  /** Of its content script, minified and as gzip. */
  readonly contentBytes: number;
}

/**
 * Builds one of the benchmark's extensions as their authors would: minified, the content script as one file.
 * @param key of the manifest that fixes the id, the same for all
 */
export async function buildExtension(
  name: string,
  folder: string,
  key: string,
  serverUrl: string,
): Promise<BuiltExtension> {
  const root = join(extensions, name);
  const quiet: InlineConfig = {
    ...{ configFile: false, logLevel: 'error', base: './', root },
    define: { __LATCHKEY_SERVER__: JSON.stringify(serverUrl) },
  };
  const account = join(root, 'account.html');
  const pages = await access(account).then(
    () => [account],
    () => [],
  );
  await build({
    ...quiet,
    build: {
      outDir: folder,
      emptyOutDir: true,
      rollupOptions: {
        input: [join(root, 'background.ts'), ...pages],
        output: { entryFileNames: '[name].js' },
      },
    },
  });
  const content = await contentScript(quiet, join(root, 'content.ts'));
  await writeFile(join(folder, 'content.js'), content);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest(name, key)));
  return { folder, contentBytes: gzipSync(content, { level: 9 }).length };
}

/** The `key` of an extension that was built before. */
export async function keyOf(folder: string): Promise<string> {
  return JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')).key;
}

async function contentScript(quiet: InlineConfig, entry: string): Promise<string> {
  const built = await build({
    ...quiet,
    build: { write: false, minify: true, lib: { entry, formats: ['iife'], name: 'content' } },
  });
  const [chunk] = Array.isArray(built) ? built.flatMap(({ output }) => output) : [];
  if (chunk?.type !== 'chunk') throw new Error(`${entry} made no script`);
  return chunk.code;
}

const manifest = (name: string, key: string) => ({
  ...{ manifest_version: 3, name, version: '1', key },
  permissions: ['storage', 'alarms', 'tabs'],
  host_permissions: ['http://localhost/*'],
  background: { service_worker: 'background.js', type: 'module' },
  content_scripts: [{ matches: ['http://127.0.0.1/*'], js: ['content.js'] }],
});
