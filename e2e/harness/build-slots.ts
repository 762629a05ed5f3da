import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort, portsOfSlot } from '../../server/testing/free-port.ts';
import type { BuildSettings } from '../../tools/extension-build/build.ts';
import { buildOneForAll, copyFor } from '../../tools/extension-build/one-for-all.ts';
import { letContentScriptsCall } from './calling-content-scripts.ts';
import type { Slot } from './slot.ts';

/**
 * Once per run: provides the {@link Slot}s, each with copies of the one build in folders outside the tree.
 * @returns removes the folders.
 */
export async function provideSlots(
  project: TestProject,
  browser: BuildSettings['browser'],
): Promise<() => Promise<void>> {
  const built = await buildOneForAll(browser);
  const folder = await mkdtemp(join(tmpdir(), `latchkey-e2e-${browser}-`));
  const slots: Slot[] = [];
  for (let index = 0; index < project.config.maxWorkers; index += 1) {
    const serverPort = await freePort(portsOfSlot(browser, index));
    const extensionFolder = join(folder, String(serverPort));
    await copyFor(`http://localhost:${serverPort}`, built, extensionFolder);
    const callingExtensionFolder = `${extensionFolder}-calling`;
    await cp(extensionFolder, callingExtensionFolder, { recursive: true });
    await letContentScriptsCall(callingExtensionFolder);
    slots.push({ serverPort, extensionFolder, callingExtensionFolder });
  }
  project.provide('slots', slots);
  return () => rm(folder, { recursive: true, force: true });
}
