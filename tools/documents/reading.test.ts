import { expect, test } from 'vitest';
import { documents, readDocument, written } from './documents.ts';
import { tableRows } from './markdown.ts';

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readDocument('package.json'));

test('the README is read in ten minutes', () => {
  expect(Buffer.byteLength(readDocument('README.md'))).toBeLessThan(15_000);
});

test.each(documents)('every npm command that %s names exists', (name) => {
  const commands = [...readDocument(name).matchAll(/npm run ([\w:-]+)/g)].map(([, command = '']) => command);
  expect(commands.filter((command) => !(command in scripts))).toEqual([]);
});

test.each(written)('%s can be read as it is: no endless line, no paragraph in a table', (name) => {
  const lines = readDocument(name).split('\n');
  const isWrapped = (line: string) => line.length <= 120 || /^[|<]|^ {4,}|\]\(|^```/.test(line.trimStart());
  expect(lines.filter((line) => !isWrapped(line))).toEqual([]);
  const words = (cell: string) => cell.replaceAll(/\]\([^)]*\)/g, ']');
  expect(
    tableRows(readDocument(name))
      .flat()
      .filter((cell) => words(cell).length > 140),
  ).toEqual([]);
});
