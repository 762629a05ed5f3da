import { join } from 'node:path';
import { expect } from 'vitest';
import { repositoryRoot } from '../../tools/repository.ts';
import type { Language } from '../harness/browser.ts';
import { createLooker } from './look.ts';
import type { Theatre } from './screen.ts';

export const languages: readonly Language[] = ['en', 'zh-CN'];

/** Both languages and schemes of some screens take a while to look at. */
export const timeout = 400_000;

/** Looks at all the screens that are shown, and expects none to have a barrier. */
export async function expectNoBarriers(
  show: (theatre: Theatre) => Promise<void>,
  theatre: Omit<Theatre, 'look'>,
): Promise<void> {
  const folder = join(repositoryRoot, '.artifacts/screens', theatre.language);
  const { look, barriers, count } = createLooker(folder);
  await show({ ...theatre, look });
  expect(barriers).toEqual([]);
  expect(count()).toBeGreaterThanOrEqual(10);
}
