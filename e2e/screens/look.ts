import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type axe from 'axe-core';
import type { Frame, Page } from 'playwright';
import { repositoryRoot } from '../../tools/repository.ts';

/**
 * Looks at what is on the screen, in each scheme: for barriers, and for whoever looks at the pictures.
 * @param part what belongs to us, where the rest of the page is somebody else's: an element, or a frame.
 */
export type Look = (name: string, page: Page, part?: string | Frame) => Promise<void>;

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

async function examine(page: Page, part: string | Frame | undefined): Promise<axe.AxeResults> {
  const place = typeof part === 'object' ? part : page.mainFrame();
  const selector = typeof part === 'object' ? undefined : part;
  if (!(await place.evaluate(() => 'axe' in globalThis))) await bringAxe(place);
  return place.evaluate((selector) => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    const place = selector === undefined ? document : { include: [[selector]] };
    // Every rule is asked; only what passes is not described element by element.
    return inPage.run(place, { resultTypes: ['violations'] });
  }, selector);
}

/** Into the page's world by the debugger, since the pages' own policies let no foreign script in. */
async function bringAxe(place: Frame): Promise<void> {
  const source = await readFile(join(repositoryRoot, 'node_modules/axe-core/axe.min.js'), 'utf8');
  await place.evaluate(source);
}
