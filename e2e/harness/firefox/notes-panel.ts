import type { Page } from 'puppeteer-core';
import { until } from '../../../server/testing/until.ts';
import { Screen } from './screen.ts';

/** What a person sees and does in the notes panel of a page. */
export class NotesPanel {
  readonly screen: Screen;
  readonly #page: Page;

  constructor(page: Page) {
    this.screen = new Screen(page, 'notes panel');
    this.#page = page;
  }

  async open(): Promise<void> {
    await this.screen.press('Notes on this page');
  }

  async write(text: string): Promise<void> {
    await this.screen.fill('New note', text);
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
