import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type axe from 'axe-core';
import type { Page } from 'playwright';
import { repositoryRoot } from '../../tools/repository.ts';

/**
 * Looks at what is on the screen, in each scheme: for barriers, and for whoever looks at the pictures.
 * @param part what belongs to us, where the rest of the page is somebody else's.
 */
export type Look = (name: string, page: Page, part?: string) => Promise<void>;

export interface Looker {
  readonly look: Look;
  /** Every barrier that was found: on which screen, in which scheme, by which rule, at which element. */
  readonly barriers: readonly string[];
  /** How many screens were looked at. */
  readonly count: () => number;
}

export type Scheme = 'light' | 'dark';

export function createLooker(folder: string, schemes: readonly Scheme[]): Looker {
  const barriers: string[] = [];
  let count = 0;
  return {
    barriers,
    count: () => count,
    async look(name, page, part) {
      await page.bringToFront();
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const { violations } = await examine(page, part);
        for (const { id, nodes } of violations) {
          for (const { target, failureSummary } of nodes) {
            barriers.push(`${name} ${colorScheme}: ${id} at ${target.join(' ')}: ${failureSummary}`);
          }
        }
        await mkdir(folder, { recursive: true });
        const picture = await page.screenshot({ fullPage: true, animations: 'disabled' });
        await writeFile(join(folder, `${name}-${colorScheme}.png`), picture);
        count += 1;
      }
      await page.emulateMedia({ colorScheme: null, reducedMotion: null });
    },
  };
}

async function examine(page: Page, part: string | undefined): Promise<axe.AxeResults> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await bringAxe(page);
  return page.evaluate((selector) => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    const place = selector === undefined ? document : { include: [[selector]] };
    // Every rule is asked; only what passes is not described element by element.
    return inPage.run(place, { resultTypes: ['violations'] });
  }, part);
}

/** Into the page's world by the debugger, since the pages' own policies let no foreign script in. */
async function bringAxe(page: Page): Promise<void> {
  const expression = await readFile(join(repositoryRoot, 'node_modules/axe-core/axe.min.js'), 'utf8');
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression });
  await session.detach();
}
