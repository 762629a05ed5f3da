import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findChromium } from './find-chromium.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-browsers-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function program(name: string, versionLine: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\necho '${versionLine}'\n`);
  await chmod(path, 0o755);
  return path;
}

test('the browser named by LATCHKEY_CHROMIUM wins', async () => {
  const path = await program('mine', 'Chromium 150.0.1.2');
  expect(await findChromium({ LATCHKEY_CHROMIUM: path }, 'linux')).toEqual({
    status: 'found',
    path,
    version: 'Chromium 150',
  });
});

test('a name that is no program is said, and nothing else is tried', async () => {
  const search = await findChromium(
    { LATCHKEY_CHROMIUM: join(folder, 'absent'), PATH: process.env.PATH },
    'linux',
  );
  expect(search).toMatchObject({ status: 'missing', reason: expect.stringContaining('LATCHKEY_CHROMIUM') });
});

test('branded Chrome that is named is refused with the reason', async () => {
  const path = await program('chrome', 'Google Chrome 150.0.1.2');
  const search = await findChromium({ LATCHKEY_CHROMIUM: path }, 'linux');
  expect(search).toMatchObject({ status: 'refused', path, reason: expect.stringContaining('branded') });
});
