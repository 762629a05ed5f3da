import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { runCheck, runVitest } from './runners.ts';
import type { Tally } from './tally.ts';

/**
 * Types, lint, the reference and unit tests, all at once: none of them has work for every core all of the time. The unit tests are
 * heard as they go on, the others when they are done.
 * @param beside what else runs meanwhile
 */
export async function runQuickChecks(beside: () => Promise<Tally>[] = () => []): Promise<Tally[]> {
  // Every tsconfig extends a file that WXT makes, and `types` makes it too late for whoever runs beside it.
  if (!existsSync(join(repositoryRoot, '.wxt/tsconfig.json'))) {
    const prepared = await runCheck('wxt prepare', ['wxt prepare']);
    if (prepared.failed.length > 0) return [prepared];
  }
  return Promise.all([
    runCheck('types', ['npm run types'], 'at-the-end'),
    runCheck('lint', ['npm run lint'], 'at-the-end'),
    runCheck('reference', ['node tools/reference.ts --check'], 'at-the-end'),
    runVitest('unit', ['unit']),
    ...beside(),
  ]);
}
