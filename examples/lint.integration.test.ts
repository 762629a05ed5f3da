import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { installLinter } from '../tools/pack/lint.ts';
import { repositoryRoot } from '../tools/repository.ts';

const folder = await mkdtemp(join(tmpdir(), 'latchkey-lint-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const lint = await installLinter(folder);

test.for(['own-backend', 'own-extension', 'own-server', 'wxt', 'wxt-react', 'backend-nest'])(
  '%s: what ESLint and typescript-eslint recommend holds',
  (name) => lint(join(repositoryRoot, 'examples', name)),
);

test('what they do not recommend would be found', async () => {
  await writeFile(join(folder, 'careless.ts'), 'export const careless = (given: any) => given;\n');
  await expect(lint(folder)).rejects.toThrow('no-explicit-any');
});
