import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bundle, weightOf } from '../../../tools/pack/bundle.ts';

const folder = fileURLToPath(new URL('./', import.meta.url));
const client = `${folder}create-client.ts`;

/** The gzip size of a content script with this source. */
const weight = async (source: string): Promise<number> =>
  weightOf(await bundle(source, `${folder}content-script.ts`));

test('the client adds at most 4 kB gzip to a content script', async () => {
  const without = await weight(`console.log('a content script');`);
  const withClient = await weight(
    `import { createClient } from ${JSON.stringify(client)}; console.log('a content script', createClient());`,
  );
  expect(withClient - without).toBeGreaterThan(1_000);
  expect(withClient - without).toBeLessThanOrEqual(4_000);
});
