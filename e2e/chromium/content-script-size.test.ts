import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { slot } from '../harness/slot.ts';

/** It runs in every page that a person opens. */
const MOST_BYTES = 8_000;

test('the content script is small', async () => {
  const script = await readFile(join(slot().extensionFolder, 'notes.js'));
  const size = gzipSync(script).length;
  console.log(`the content script: ${size} B gzipped`);
  expect(size).toBeLessThan(MOST_BYTES);
});
