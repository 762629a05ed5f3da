import type { Frame, Page } from 'puppeteer-core';
import { until } from '../../../server/testing/until.ts';
import { extensionOrigin } from './extension-identity.ts';
import { Screen } from './screen.ts';

/** What a person sees and does in the notes panel of a page. */
export class NotesPanel {
  readonly screen: Screen;
  readonly #page: Page;

  constructor(page: Page) {
    this.screen = new Screen(page, () => this.frame());
    this.#page = page;
  }

  /** Presses the tab, as with a mouse. */
  async open(): Promise<void> {
    await this.#page.bringToFront();
    const { x, y } = await this.#middle();
    await this.#page.mouse.click(x, y);
    await this.isOpen();
  }

  async tabIsThere(): Promise<void> {
    await this.#middle();
  }

  /** Waits until the panel is there, and takes what a hand does. */
  async isOpen(): Promise<void> {
    await until('the panel is open', async () => {
      const frame = await this.frame();
      return (await frame?.evaluate(isReady).catch(() => false)) ?? false;
    });
  }

  /** The frame in the page that the panel is in. Firefox tells nobody its address but the document itself. */
  async frame(): Promise<Frame | null> {
    for (const frame of this.#page.frames()) {
      if (frame === this.#page.mainFrame()) continue;
      const url = await frame.evaluate(() => document.URL).catch(() => '');
      if (url.startsWith(`${extensionOrigin}/notes-panel.html`)) return frame;
    }
    return null;
  }

  /** Our element shows the page where it is and nothing of what is in it; the tab is narrower than the panel. */
  #middle(): Promise<{ readonly x: number; readonly y: number }> {
    return until('the tab is at the edge of the page', () =>
      this.#page.evaluate(() => {
        const place = document.querySelector('latchkey-notes > div')?.getBoundingClientRect();
        return place && place.width > 0 && place.width < 100
          ? { x: place.x + place.width / 2, y: place.y + place.height / 2 }
          : null;
      }),
    );
  }

  async write(text: string): Promise<void> {
    await this.screen.fill('New note', text);
  }

  /** What stands in the field for a new note; `null` without one. */
  async draft(): Promise<string | null> {
    const frame = await this.frame();
    return (await frame?.evaluate(() => document.querySelector('textarea')?.value ?? null)) ?? null;
  }

  async hasDraft(text: string): Promise<void> {
    await until(`"${text}" is in the field`, async () => (await this.draft().catch(() => null)) === text);
  }

  /** Waits until what is being written is where it outlives the panel. */
  async keepsDraft(text: string): Promise<void> {
    await until('the draft is kept', async () =>
      (await this.frame())?.evaluate(async (draft) => {
        const { runtime } = (globalThis as unknown as { browser: typeof chrome }).browser;
        const kept = await runtime.sendMessage({
          to: 'notes-background',
          ask: 'list',
          prefix: 'draft-note/',
        });
        return Object.values(kept.said).includes(draft);
      }, text),
    );
  }

  /** Types a note and adds it; waits until the server has it. */
  async add(text: string): Promise<void> {
    await this.write(text);
    await this.screen.press('Add note');
    await this.shows(text);
  }

  /** Ctrl+Enter in the text adds the note. */
  async submitByKey(): Promise<void> {
    const { keyboard } = this.#page;
    await keyboard.down('Control');
    await keyboard.press('Enter');
    await keyboard.up('Control');
  }

  /** Waits until the note stands in the list, and not as one that is still to be sent. */
  async shows(text: string): Promise<void> {
    await this.#lists(text, 'as sent', (item) => !/Sending|Waiting/.test(item));
  }

  async showsAsSending(text: string): Promise<void> {
    await this.#lists(text, 'as being sent', (item) => item.includes('Sending'));
  }

  async showsAsWaiting(text: string): Promise<void> {
    await this.#lists(text, 'as waiting', (item) => item.includes('Waiting to be sent'));
  }

  async asksToSignIn(): Promise<void> {
    await this.screen.says('Sign in from the toolbar to see your notes.');
  }

  /** How many panels stand in the page. */
  async count(): Promise<number> {
    return this.#page.evaluate(() => document.querySelectorAll('latchkey-notes').length);
  }

  async #lists(text: string, how: string, fits: (item: string) => boolean): Promise<void> {
    await until(`the note "${text}" is listed ${how}`, async () =>
      (await this.screen.items()).some((item) => item.includes(text) && fits(item)),
    );
  }
}

/** Runs in the frame. */
function isReady(): boolean {
  const panel = document.querySelector('.panel');
  return panel?.checkVisibility() === true && !panel.hasAttribute('data-covered');
}
