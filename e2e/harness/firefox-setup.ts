import type { TestProject } from 'vitest/node';
import { findFirefox } from '../../tools/extension-build/find-firefox.ts';
import { provideSlots } from './build-slots.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The browser's program, or why there is none. */
    firefox: { readonly path: string } | { readonly missing: string };
  }
}

const missing = 'No Firefox was found: install one, or name it with LATCHKEY_FIREFOX.';

/** Once per run: finds the browser, and builds the extension for it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const path = await findFirefox();
  project.provide('firefox', path === undefined ? { missing } : { path });
  return provideSlots(project, 'firefox');
}
