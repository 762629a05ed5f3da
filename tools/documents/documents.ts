import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../repository.ts';

/** Every text that a person reads in this repository, by its path from the root. */
export const documents: readonly string[] = globSync('**/*.md', {
  cwd: repositoryRoot,
  exclude: (name) => /(^|\/)(node_modules|\.[^/]+|dist|results)$/.test(name),
}).sort();

/** Those that somebody has written, and not a tool: lines, tables and code of the reference are what docstrings make them. */
export const written: readonly string[] = documents.filter((path) => !path.startsWith('docs/reference/'));

/** @param path from the root of the repository */
export const readDocument = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');
