import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../tools/repository.ts';

export const readDocument = (name: string) => readFileSync(join(repositoryRoot, name), 'utf8');

/** The cells of the table under a heading of the README, row by row, without its head. */
export function tableUnder(heading: string): string[][] {
  const section = readDocument('README.md')
    .split(/^#{2,3} /m)
    .find((text) => text.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`The README has no heading "${heading}".`);
  const [, , ...rows] = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What stands between backquotes. */
export const code = (cell = '') => /^`(.*)`$/.exec(cell)?.[1] ?? cell;
