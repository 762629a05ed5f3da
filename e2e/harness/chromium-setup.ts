import type { TestProject } from 'vitest/node';
import { findChromium } from '../../tools/extension-build/find-chromium.ts';
import { provideSlots } from './build-slots.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The browser's program, or why there is none. */
    chromium: { readonly path: string } | { readonly missing: string };
  }
}

/** Once per run: finds the browser, and builds the extension for each test file that runs at a time. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const search = await findChromium();
  project.provide('chromium', search.status === 'found' ? { path: search.path } : { missing: search.reason });
  return provideSlots(project, 'chrome');
}
