import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { repositoryRoot } from '../repository.ts';

/** The servers that the example is written for. */
const written = { api: 'http://localhost:3000', provider: 'http://localhost:3001' };

export interface OtherBackendBuild {
  readonly mode: 'dual-token' | 'provider';
  readonly api: string;
  readonly provider?: string;
  /** The folder that gets the unpacked extension. */
  readonly folder: string;
  /** The `key` that fixes its id in Chromium. */
  readonly key?: string;
  /** Its id in Firefox. */
  readonly geckoId?: string;
}

/** Builds the extension of `examples/own-backend` for these servers. */
export async function buildOtherBackend(settings: OtherBackendBuild): Promise<void> {
  const { mode, api, provider = written.provider, folder, key, geckoId } = settings;
  const root = join(repositoryRoot, 'examples/own-backend');
  await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    mode,
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
    plugins: [
      {
        name: 'for-these-servers',
        transform: (code) => code.replaceAll(written.api, api).replaceAll(written.provider, provider),
      },
    ],
  });
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  const gecko = { ...manifest.browser_specific_settings.gecko, ...(geckoId && { id: geckoId }) };
  await writeFile(
    path,
    JSON.stringify({ ...manifest, ...(key && { key }), browser_specific_settings: { gecko } }),
  );
}
