import type { Page } from 'puppeteer-core';
import { until } from '../../../server/testing/until.ts';
import type { BrowserInternals } from './browser-internals.ts';

const menu = `const menu = document.getElementById('contentAreaContextMenu');`;

/** The menu of the right mouse button, which is the browser's own. */
export class ContextMenu {
  readonly #internals: BrowserInternals;

  constructor(internals: BrowserInternals) {
    this.#internals = internals;
  }

  /** Selects the paragraph that the CSS selector finds, opens the menu on it, and chooses the entry. */
  async chooseForParagraph(page: Page, selector: string, entry: string): Promise<void> {
    await page.bringToFront();
    await page.click(selector, { count: 3 });
    await page.click(selector, { button: 'right' });
    await until('the context menu is open', () =>
      this.#internals.run(`${menu} return menu.state === 'open'`),
    );
    const chosen = await this.#internals.run<boolean>(`
      ${menu}
      const entry = [...menu.querySelectorAll('menuitem')].find(({ label }) => label === ${JSON.stringify(entry)});
      entry?.doCommand();
      menu.hidePopup();
      return entry !== undefined;
    `);
    if (!chosen) throw new Error(`The context menu has no entry "${entry}".`);
  }
}
