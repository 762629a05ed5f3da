import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'latchkey-sources-'));
  await mkdir(join(root, 'extension/entrypoints'), { recursive: true });
  for (const file of ['extension/entrypoints/a.ts', 'wxt.config.ts', 'package-lock.json', 'tsconfig.json']) {
    await writeFile(join(root, file), file);
  }
});
afterEach(() => rm(root, { recursive: true }));

test('the same sources somewhere else have the same fingerprint', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'latchkey-copy-'));
  await cp(root, copy, { recursive: true });
  expect(await fingerprint(copy, {})).toBe(await fingerprint(root, {}));
  await rm(copy, { recursive: true });
});

test('an edited source and another server both change it', async () => {
  const before = await fingerprint(root, { server: 'http://localhost:8787' });
  expect(await fingerprint(root, { server: 'http://localhost:9000' })).not.toBe(before);
  await writeFile(join(root, 'extension/entrypoints/a.ts'), 'edited');
  expect(await fingerprint(root, { server: 'http://localhost:8787' })).not.toBe(before);
});

test('a test beside the source does not change it', async () => {
  const before = await fingerprint(root, {});
  await writeFile(join(root, 'extension/entrypoints/a.test.ts'), 'a test');
  expect(await fingerprint(root, {})).toBe(before);
});
