import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../../tools/repository.ts';

/** Where a failed test leaves what it saw. */
const artifacts = join(repositoryRoot, '.artifacts');

export async function keep(testName: string, file: string, content: string | Uint8Array): Promise<void> {
  const folder = join(artifacts, testName.replaceAll(/\W+/g, '-').slice(0, 80));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, file), content);
}
