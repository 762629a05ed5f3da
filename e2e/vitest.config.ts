import { defineConfig } from 'vitest/config';
import { repositoryRoot } from '../extension/unpacked/repository.ts';

export default defineConfig({
  test: {
    root: repositoryRoot,
    // The part that `npm test` runs so far; `vitest run --config e2e/vitest.config.ts` with LATCHKEY_TEST_ALL=1 runs all.
    include: process.env.LATCHKEY_TEST_ALL ? ['e2e/*.test.ts'] : ['e2e/notes-on-any-page.test.ts'],
    globalSetup: ['e2e/setup.ts'],
    // One server port is built into the extension, so one test at a time has it.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
