import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';

/** The manifest.json of the only zip in a folder. @throws Error where there is none */
export async function zippedManifest(folder: string): Promise<object> {
  for await (const file of glob('*.zip', { cwd: folder })) {
    const { 'manifest.json': manifest } = unzipSync(await readFile(join(folder, file)));
    if (manifest) return JSON.parse(new TextDecoder().decode(manifest));
  }
  throw new Error(`No zip with a manifest in ${folder}.`);
}
