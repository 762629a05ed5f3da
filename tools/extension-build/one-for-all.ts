import { cp, glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildSettings, buildExtension } from './build.ts';

/** The server of a build that belongs to nobody yet: a port that no test has. */
const placeholder = new URL('http://localhost:54321');

/** Kept from run to run: a build is made again only when a source has changed. */
const cache = 'node_modules/.cache/latchkey-e2e';

/**
 * The extension as all tests share it, for a server that is not there: {@link copyFor} makes one of it that is for a
 * real one. @returns its folder @throws {BuildFailed}
 */
export async function buildOneForAll(browser: BuildSettings['browser']): Promise<string> {
  const { folder } = await buildExtension({
    serverUrl: placeholder,
    outDir: cache,
    browser,
  });
  return folder;
}

/** Copies what {@link buildOneForAll} built into a folder, for the server with this origin on localhost. */
export async function copyFor(origin: string, built: string, folder: string): Promise<void> {
  await cp(built, folder, { recursive: true });
  let places = 0;
  // The scripts name the origin as it is; the manifest names hosts without their port.
  for await (const file of glob('**/*.js', { cwd: folder })) {
    const path = join(folder, file);
    const [first = '', ...rest] = (await readFile(path, 'utf8')).split(placeholder.origin);
    if (rest.length === 0) continue;
    places += rest.length;
    await writeFile(path, [first, ...rest].join(origin));
  }
  if (places === 0) throw new Error(`No script in ${built} names its server.`);
}
