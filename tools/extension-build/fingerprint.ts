import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a build of the extension is made from, relative to the repository; a folder stands for all in it. */
const inputs = ['extension', 'wxt.config.ts', 'package-lock.json', 'tsconfig.json'];

/** Parts of those folders that never reach a build, so that editing a test does not cost a rebuild. */
const unused = /\.test\.tsx?$|^extension[/\\]unpacked[/\\]|[/\\]testing[/\\]/;

/**
 * A digest of every source of the extension and of the settings it is built with: equal as long as building
 * again would give the same extension.
 */
export async function fingerprint(root: string, settings: Readonly<Record<string, string>>): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const input of inputs) {
    for (const file of await filesUnder(root, input)) {
      if (unused.test(file)) continue;
      hash.update(`\0${file}\0`).update(await readFile(join(root, file)));
    }
  }
  return hash.digest('hex');
}

async function filesUnder(root: string, path: string): Promise<string[]> {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch(onlyAFile);
  if (entries === null) return [path];
  const nested = entries.map((entry) =>
    entry.isDirectory() ? filesUnder(root, join(path, entry.name)) : [join(path, entry.name)],
  );
  return (await Promise.all(nested)).flat().sort();
}

function onlyAFile(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOTDIR') return null;
  throw error;
}
