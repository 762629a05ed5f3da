import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../repository.ts';
import { documents, readDocument } from './documents.ts';
import { anchors, links } from './markdown.ts';

const isElsewhere = (target: string) => /^[a-z]+:/.test(target);

test('the documents are found', () => {
  expect(documents).toEqual(expect.arrayContaining(['README.md', 'docs/errors.md', 'bench/README.md']));
});

test.each(documents)('every link of %s leads to something that is there', (name) => {
  const missing = links(readDocument(name)).filter((target) => {
    if (isElsewhere(target)) return false;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? name : normalize(join(dirname(name), path));
    if (!existsSync(join(repositoryRoot, file))) return true;
    return anchor !== undefined && file.endsWith('.md') && !anchors(readDocument(file)).includes(anchor);
  });
  expect(missing).toEqual([]);
});

test('every document is linked from the README or from one that is', () => {
  const seen = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const target of links(readDocument(name))) {
      const file = normalize(join(dirname(name), target.split('#')[0] ?? ''));
      if (!isElsewhere(target) && documents.includes(file)) visit(file);
    }
  };
  visit('README.md');
  expect(documents.filter((name) => name.startsWith('docs/') && !seen.has(name))).toEqual([]);
});

test.each(documents)('every picture of %s has words for who can not see it', (name) => {
  const text = readDocument(name);
  expect(text.match(/<img [^>]*alt="[^"]+"/g)?.length).toBe(text.match(/<img /g)?.length);
});

test('the pictures are small', () => {
  const pictures = documents.flatMap((name) =>
    links(readDocument(name))
      .filter((target) => target.endsWith('.png') && !isElsewhere(target))
      .map((target) => normalize(join(dirname(name), target))),
  );
  const sizes = [...new Set(pictures)].map((path) => statSync(join(repositoryRoot, path)).size);
  expect(sizes).not.toEqual([]);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(600_000);
});
