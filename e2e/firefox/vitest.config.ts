import { defineConfig } from 'vitest/config';
import { repositoryRoot } from '../../tools/extension-build/repository.ts';

export default defineConfig({
  test: {
    root: repositoryRoot,
    include: ['e2e/firefox/*.test.ts'],
    globalSetup: ['e2e/firefox/setup.ts'],
    // Firefox takes several seconds to start: all files share the one that the worker has started.
    isolate: false,
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
