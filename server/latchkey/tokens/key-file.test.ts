import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { millis } from '../time/time.ts';
import { loadOrCreateKeyFile } from './key-file.ts';

let above: string;
let folder: string;
beforeEach(async () => {
  above = await mkdtemp(join(tmpdir(), 'latchkey-keys-'));
  folder = join(above, '.data');
});
afterEach(() => rm(above, { recursive: true }));

test('a first start keeps what it makes out of the git of the app around it', async () => {
  await loadOrCreateKeyFile(folder, millis(0));
  expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('*\n');
  await writeFile(join(folder, '.gitignore'), '!keys.json\n');
  await loadOrCreateKeyFile(folder, millis(0));
  expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('!keys.json\n');
});

test('in a folder of somebody else it makes the keys and nothing else', async () => {
  await mkdir(folder);
  await writeFile(join(folder, 'app.conf'), '');
  await loadOrCreateKeyFile(folder, millis(0));
  expect(await readdir(folder)).toEqual(['app.conf', 'keys.json']);
});
