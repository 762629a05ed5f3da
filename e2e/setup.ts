import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildExtension } from '../extension/unpacked/build.ts';
import { findChromium } from '../extension/unpacked/find-chromium.ts';
import { freePort } from './fixtures/free-port.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The port that the extension under test is built for; every test's server listens there. */
    serverPort: number;
    extensionFolder: string;
    /** The browser's program, or why there is none. */
    chromium: { readonly path: string } | { readonly missing: string };
  }
}

/** Once per run: finds the browser, and builds the extension for one free port into a folder outside the tree. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const search = await findChromium();
  const outDir = await mkdtemp(join(tmpdir(), 'latchkey-e2e-'));
  const serverPort = await freePort();
  const serverUrl = new URL(`http://localhost:${serverPort}`);
  const { folder } = await buildExtension({ serverUrl, outDir, browser: 'chrome', openShadow: true });
  project.provide('serverPort', serverPort);
  project.provide('extensionFolder', folder);
  project.provide('chromium', search.status === 'found' ? { path: search.path } : { missing: search.reason });
  return () => rm(outDir, { recursive: true, force: true });
}
