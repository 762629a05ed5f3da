import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstalledExample } from './install.ts';
import { zippedManifest } from './zipped-manifest.ts';

/**
 * Gives an example of WXT a key as its README says to do while developing, and zips it for a store.
 * @returns the key, and the one that each manifest has: of the folder that is loaded unpacked, and of the zip
 */
export async function zipWithKey(
  example: InstalledExample,
): Promise<{ made: string; unpacked: unknown; zipped: unknown }> {
  const [, made = ''] = /key: (\S+)/.exec(await example.program('latchkey', ['key'])) ?? [];
  const config = join(example.folder, 'wxt.config.ts');
  const text = await readFile(config, 'utf8');
  await writeFile(config, text.replace('latchkey: {', `latchkey: { key: '${made}',`));
  await example.script('zip');
  const output = join(example.folder, '.output');
  const manifest = JSON.parse(await readFile(join(output, 'chrome-mv3/manifest.json'), 'utf8'));
  const zipped = await zippedManifest(output);
  return { made, unpacked: manifest.key, zipped: 'key' in zipped ? zipped.key : undefined };
}
