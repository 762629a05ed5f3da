import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{server,extension,tools,examples,docs}/**/*.test.{ts,tsx}',
      'e2e/{fault-proxy,chaos}/**/*.test.ts',
    ],
    environment: 'node',
    // Vitest leaves one core alone by itself, which of two is half.
    maxWorkers: '100%',
    // Properties and real storages on a machine that is busy with other things.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
