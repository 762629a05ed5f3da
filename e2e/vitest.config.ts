import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { repositoryRoot } from '../tools/extension-build/repository.ts';

/** What measures time or takes the whole machine: nothing else runs while one of these does. */
const alone = [
  'e2e/chaos.test.ts',
  'e2e/npm-start.test.ts',
  'e2e/popup-opens-at-once.test.ts',
  'e2e/speed.test.ts',
  'server/two-servers-on-redis.test.ts',
];

/**
 * A browser, its server and its test keep a core busy: three at a time on two cores took as long as two. Each has an
 * extension that is built first: no more than four.
 */
const atATime = Math.min(availableParallelism(), 4);

const timeouts = { testTimeout: 180_000, hookTimeout: 60_000 };

const projects: TestProjectInlineConfiguration[] = [
  {
    test: {
      ...timeouts,
      name: 'together',
      root: repositoryRoot,
      include: ['e2e/*.test.ts'],
      exclude: alone,
      maxWorkers: atATime,
      sequence: { groupOrder: 1 },
    },
  },
  {
    test: {
      ...timeouts,
      name: 'alone',
      root: repositoryRoot,
      include: alone,
      maxWorkers: 1,
      sequence: { groupOrder: 2 },
    },
  },
];

export default defineConfig({
  test: { root: repositoryRoot, globalSetup: ['e2e/setup.ts'], projects },
});
