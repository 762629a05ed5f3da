import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'server/**/*.test.ts',
      'extension/**/*.test.ts',
      'extension/**/*.test.tsx',
      'e2e/{run,needs,documents}/**/*.test.ts',
    ],
    environment: 'node',
  },
});
