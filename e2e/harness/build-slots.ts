import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort, portsOfSlot } from '../../server/testing/free-port.ts';
import { type BuildSettings, buildExtension } from '../../tools/extension-build/build.ts';
import type { Slot } from './slot.ts';

/**
 * Once per run: builds the extension for each {@link Slot}, into folders outside the tree, and provides the slots.
 * @returns removes the folders.
 */
export async function provideSlots(
  project: TestProject,
  browser: BuildSettings['browser'],
): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), `latchkey-e2e-${browser}-`));
  const count = project.config.maxWorkers;
  const slots: Slot[] = [];
  // One after the other: each would write the generated types that all share.
  for (let index = 0; index < count; index += 1) {
    const serverPort = await freePort(portsOfSlot(browser, index));
    const serverUrl = new URL(`http://localhost:${serverPort}`);
    const outDir = join(folder, String(serverPort));
    const built = await buildExtension({ serverUrl, outDir, browser, openShadow: true });
    slots.push({ serverPort, extensionFolder: built.folder });
  }
  project.provide('slots', slots);
  return () => rm(folder, { recursive: true, force: true });
}
