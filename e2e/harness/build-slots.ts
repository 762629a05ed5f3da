import { cp, glob, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort, portsOfSlot } from '../../server/testing/free-port.ts';
import { type BuildSettings, buildExtension } from '../../tools/extension-build/build.ts';
import type { Slot } from './slot.ts';

/** The server of a build that belongs to nobody yet: a port that no test has. */
const placeholder = new URL('http://localhost:54321');

/** Kept from run to run: a build is made again only when a source has changed. */
const cache = 'node_modules/.cache/latchkey-e2e';

/** The extension as every {@link Slot} gets it, but for its server. */
export async function buildForSlots(browser: BuildSettings['browser']): Promise<string> {
  const { folder } = await buildExtension({
    serverUrl: placeholder,
    outDir: cache,
    browser,
    openShadow: true,
  });
  return folder;
}

/**
 * Once per run: provides the {@link Slot}s, each with a copy of the one build in a folder outside the tree.
 * @returns removes the folders.
 */
export async function provideSlots(
  project: TestProject,
  browser: BuildSettings['browser'],
): Promise<() => Promise<void>> {
  const built = await buildForSlots(browser);
  const folder = await mkdtemp(join(tmpdir(), `latchkey-e2e-${browser}-`));
  const slots: Slot[] = [];
  for (let index = 0; index < project.config.maxWorkers; index += 1) {
    const serverPort = await freePort(portsOfSlot(browser, index));
    const extensionFolder = join(folder, String(serverPort));
    await copyFor(`http://localhost:${serverPort}`, built, extensionFolder);
    slots.push({ serverPort, extensionFolder });
  }
  project.provide('slots', slots);
  return () => rm(folder, { recursive: true, force: true });
}

/** The origin stands in the scripts as it is; the manifest names hosts without their port. */
async function copyFor(origin: string, built: string, folder: string): Promise<void> {
  await cp(built, folder, { recursive: true });
  let places = 0;
  for await (const file of glob('**/*.js', { cwd: folder })) {
    const path = join(folder, file);
    const [first = '', ...rest] = (await readFile(path, 'utf8')).split(placeholder.origin);
    if (rest.length === 0) continue;
    places += rest.length;
    await writeFile(path, [first, ...rest].join(origin));
  }
  if (places === 0) throw new Error(`No script in ${built} names its server.`);
}
