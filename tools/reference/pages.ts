import { spawnSync } from 'node:child_process';
import { glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../repository.ts';
import type { Declarations, Door } from './declarations.ts';
import { fingerprint } from './fingerprint.ts';
import { readable } from './readable.ts';
import { compilerConfig, typedocConfig } from './typedoc-config.ts';

const reference = join(repositoryRoot, 'docs/reference');

/** Where the page of a door is: `latchkey/client.md`. */
const pageOf = ({ name }: Door): string => join(reference, `${name}.md`);

const firstLine = ({ file }: Door, { files }: Declarations): string =>
  `<!-- Made by \`npm run reference\` from declarations ${fingerprint(file, files)} -->\n\n`;

/** The doors whose page is missing, or was made from other declarations than there are now. */
export async function outdated(declarations: Declarations): Promise<string[]> {
  const found: string[] = [];
  for (const door of declarations.doors) {
    const page = await readFile(pageOf(door), 'utf8').catch(() => '');
    if (!page.replaceAll('\r\n', '\n').startsWith(firstLine(door, declarations))) found.push(door.name);
  }
  return found;
}

/**
 * Makes every page again. TypeDoc is fetched for it, since it reads by a TypeScript that has an API.
 * @throws Error where it finds a public name without a docstring, one that is used and can not be imported, or a link
 * that leads nowhere; it has said which
 */
export async function makePages(declarations: Declarations): Promise<void> {
  const { folder, doors, files } = declarations;
  const made = await mkdtemp(join(tmpdir(), 'latchkey-reference-'));
  try {
    // TypeDoc reads a type in braces as no part of the sentence, and leaves it out.
    for (const [file, text] of files) {
      await writeFile(join(folder, file), text.replaceAll(/@throws \{(\w+)\}/g, '@throws `$1`'));
    }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(compilerConfig(doors)));
    await writeFile(join(folder, 'typedoc.json'), JSON.stringify(typedocConfig(folder, doors, made)));
    const packages = ['typedoc@0.28', 'typedoc-plugin-markdown@4', 'typescript@5.9'];
    const { status } = spawnSync('npx', ['--yes', ...packages.flatMap((each) => ['-p', each]), 'typedoc'], {
      cwd: folder,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    if (status !== 0) throw new Error('TypeDoc has made no reference.');
    await rm(reference, { recursive: true, force: true });
    for await (const page of glob('**/*.md', { cwd: made })) {
      const door = doors.find(({ name }) => join(`${name}.md`) === page);
      const text = readable(await readFile(join(made, page), 'utf8'));
      await mkdir(dirname(join(reference, page)), { recursive: true });
      await writeFile(join(reference, page), (door ? firstLine(door, declarations) : '') + text);
    }
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}
