import { defineConfig } from 'vitest/config';
import { repositoryRoot } from '../extension/unpacked/repository.ts';

export default defineConfig({
  test: {
    root: repositoryRoot,
    include: ['e2e/*.test.ts'],
    globalSetup: ['e2e/setup.ts'],
    // One server port is built into the extension, so one test at a time has it.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
