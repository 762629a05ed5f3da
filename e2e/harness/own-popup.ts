import type { Page } from 'playwright';
import type { Browser } from './browser.ts';

/** The popup of the example of other people's servers. */
export class OwnPopup {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser): Promise<OwnPopup> {
    return new OwnPopup((await browser.popup()).page);
  }

  async signIn(given: { readonly password: string; readonly captcha: string }): Promise<void> {
    await this.page.getByLabel('Username').fill('ada');
    await this.page.getByLabel('Password').fill(given.password);
    await this.page.getByLabel('What is').fill(given.captcha);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  async says(text: string): Promise<void> {
    await this.page.getByText(text).waitFor();
  }

  /** Calls the API, and waits for what it answers. */
  async hears(answer: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Call the API' }).click();
    await this.says(answer);
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'Sign out' }).click();
    await this.says('signed-out');
  }
}
