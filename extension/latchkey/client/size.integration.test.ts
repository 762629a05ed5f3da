import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('./', import.meta.url));
const client = `${folder}create-client.ts`;

/** The gzip size of a content script with this source, built and minified as the extension's are. */
async function weight(source: string): Promise<number> {
  const entry = `${folder}content-script.ts`;
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [
      {
        name: 'in-memory-entry',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? source : undefined),
      },
    ],
    build: { write: false, minify: true, lib: { entry, formats: ['iife'], name: 'script' } },
  });
  const [chunk] = Array.isArray(built) ? built.flatMap(({ output }) => output) : [];
  if (chunk?.type !== 'chunk') throw new Error('The build made no script.');
  return gzipSync(chunk.code, { level: 9 }).length;
}

test('the client adds at most 4 kB gzip to a content script', async () => {
  const without = await weight(`console.log('a content script');`);
  const withClient = await weight(
    `import { createClient } from ${JSON.stringify(client)}; console.log('a content script', createClient());`,
  );
  expect(withClient - without).toBeGreaterThan(1_000);
  expect(withClient - without).toBeLessThanOrEqual(4_000);
});
