import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../repository.ts';
import { readDocument, written } from './documents.ts';
import { codeBlocks } from './markdown.ts';

/** The examples are type-checked, built and run by tests of their own; what stands in a text is a piece of them. */
const examples = globSync('examples/*/**/*.{ts,tsx,json,html}', { cwd: repositoryRoot })
  .filter((path) => !path.includes('node_modules') && !path.endsWith('.test.ts'))
  .map((path) => ({ path, text: readDocument(path) }));

const isDrawing = (language: string) => language === 'mermaid';

/** Whole lines of an example, which may be further in than in the text. */
const isPieceOf = (block: string, example: string) => {
  const bare = (text: string) => text.split('\n').map((line) => line.trim());
  return `\n${bare(example).join('\n')}\n`.includes(`\n${bare(block.trimEnd()).join('\n')}\n`);
};

test.each(written)('every code block of %s is a piece of an example that is compiled and run', (name) => {
  const unchecked = codeBlocks(readDocument(name)).filter(
    ({ language, text }) =>
      !isDrawing(language) && !examples.some((example) => isPieceOf(text, example.text)),
  );
  expect(unchecked).toEqual([]);
});

test.each([
  ['docs/own-extension.md', 'own-extension/background.ts'],
  ['docs/own-extension.md', 'own-extension/content.ts'],
  ['docs/own-extension.md', 'own-extension/popup.ts'],
  ['docs/own-extension.md', 'own-extension/popup.html'],
  ['docs/own-extension.md', 'own-extension/manifest.json'],
  ['docs/own-server.md', 'own-server/guarded.ts'],
  ['docs/own-server.md', 'own-server/mount.ts'],
  ['docs/own-server.md', 'own-server/own-login.ts'],
  ['docs/own-server.md', 'own-server/providers.ts'],
  ['docs/own-server.md', 'own-server/oauth2.ts'],
])('%s shows the whole of %s', (document, example) => {
  const text = readDocument(join('examples', example)).trimEnd();
  expect(readDocument(document)).toContain(`\`\`\`${example.split('.').at(-1)}\n${text}\n\`\`\``);
});
