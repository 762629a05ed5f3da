import { join } from 'node:path';
import { expect } from 'vitest';
import { repositoryRoot } from '../../tools/repository.ts';
import type { Language } from '../harness/browser.ts';
import { createLooker, type Scheme } from './look.ts';
import type { Theatre } from './screen.ts';

/** Words change what a screen says and how long it is, schemes its colours: the second language is looked at in one. */
export const looks: readonly { readonly language: Language; readonly schemes: readonly Scheme[] }[] = [
  { language: 'en', schemes: ['light', 'dark'] },
  { language: 'zh-CN', schemes: ['light'] },
];

/** Some screens take a while to look at. */
export const timeout = 400_000;

/** Looks at all the screens that are shown, and expects none to have a barrier. */
export async function expectNoBarriers(
  show: (theatre: Theatre) => Promise<void>,
  { schemes, ...theatre }: Omit<Theatre, 'look'> & { readonly schemes: readonly Scheme[] },
): Promise<void> {
  const folder = join(repositoryRoot, '.artifacts/screens', theatre.language);
  const { look, barriers, count } = createLooker(folder, schemes);
  await show({ ...theatre, look });
  expect(barriers).toEqual([]);
  expect(count()).toBeGreaterThanOrEqual(5 * schemes.length);
}
