import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildExtension } from '../../extension/unpacked/build.ts';
import { findFirefox } from '../../extension/unpacked/find-firefox.ts';
import { freePort } from '../fixtures/free-port.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The browser's program, or why there is none. */
    firefox: { readonly path: string } | { readonly missing: string };
  }
}

const missing = 'No Firefox was found: install one, or name it with LATCHKEY_FIREFOX.';

/** Once per run: finds the browser, and builds the extension for one free port into a folder outside the tree. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const path = await findFirefox();
  const outDir = await mkdtemp(join(tmpdir(), 'latchkey-firefox-'));
  const serverPort = await freePort();
  const serverUrl = new URL(`http://localhost:${serverPort}`);
  const { folder } = await buildExtension({ serverUrl, outDir, browser: 'firefox', openShadow: true });
  project.provide('serverPort', serverPort);
  project.provide('extensionFolder', folder);
  project.provide('firefox', path === undefined ? { missing } : { path });
  return () => rm(outDir, { recursive: true, force: true });
}
