import { join } from 'node:path';
import { repositoryRoot } from '../repository.ts';

/** A library of this repository, and what makes a package of it. */
export interface Library {
  readonly name: string;
  /** Where its package.json lies, whose `exports` are its doors. */
  readonly folder: string;
  /** Doors that only this repository's own tests go through. */
  readonly closed: readonly string[];
  /** Whose globals its sources use. */
  readonly types: readonly string[];
}

export const libraries: readonly Library[] = [
  {
    name: 'latchkey',
    folder: join(repositoryRoot, 'extension/latchkey'),
    closed: ['./test-servers'],
    types: ['node', 'chrome'],
  },
  {
    name: 'latchkey-server',
    folder: join(repositoryRoot, 'server/latchkey'),
    closed: ['./testing'],
    types: ['node'],
  },
];
