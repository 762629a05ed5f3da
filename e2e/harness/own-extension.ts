import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type InstalledExample, installExample } from '../../tools/pack/install.ts';
import { packLibraries } from '../../tools/pack/pack.ts';

/** The server that the examples are written for. */
const written = 'http://localhost:8787';

/** What makes an extension ours to a browser: the key that fixes its id in Chromium, or the id itself in Firefox. */
export type Identity = { readonly key: string } | { readonly geckoId: string };

/**
 * Installs an example of somebody else's extension from the packed library, for a server.
 * @param name of the example @param folder gets everything
 */
export async function installOwnExtension(
  name: string,
  folder: string,
  serverUrl: string,
): Promise<InstalledExample> {
  const packed = await packLibraries(join(folder, 'packages'));
  const example = await installExample(name, packed, join(folder, 'example'));
  for await (const file of glob('**/*.ts', {
    cwd: example.folder,
    exclude: (path) => path === 'node_modules',
  })) {
    const path = join(example.folder, file);
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll(written, serverUrl));
  }
  return example;
}

/** Gives what an example was built to another identity. */
export async function identify(unpacked: string, identity: Identity): Promise<void> {
  const path = join(unpacked, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  const { browser_specific_settings: settings } = manifest;
  const ours =
    'key' in identity
      ? { key: identity.key }
      : { browser_specific_settings: { gecko: { ...settings?.gecko, id: identity.geckoId } } };
  await writeFile(path, JSON.stringify({ ...manifest, ...ours }));
}
