import { copyFileSync } from 'node:fs';
import { defineConfig } from 'vite';

/** Two builds, since a content script is one file without imports, and the others share what they have in common. */
export default defineConfig(({ mode }) =>
  mode === 'content-script'
    ? {
        build: {
          emptyOutDir: false,
          rolldownOptions: { input: 'content.ts', output: { format: 'iife', entryFileNames: '[name].js' } },
        },
      }
    : {
        base: './',
        build: {
          rolldownOptions: {
            input: ['popup.html', 'background.ts'],
            output: { entryFileNames: '[name].js' },
          },
        },
        plugins: [
          { name: 'manifest', writeBundle: () => copyFileSync('manifest.json', 'dist/manifest.json') },
        ],
      },
);
