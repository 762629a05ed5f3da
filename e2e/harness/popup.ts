import type { Locator, Page } from 'playwright';
import type { Account } from '../../server/testing/accounts.ts';

/** What a person sees and does in the popup, by the names that a screen reader would say. */
export class Popup {
  readonly page: Page;
  readonly username: Locator;
  readonly password: Locator;
  readonly #signIn: Locator;
  readonly #createAccount: Locator;

  constructor(page: Page) {
    this.page = page;
    this.username = page.getByLabel('Username', { exact: true });
    this.password = page.getByLabel('Password', { exact: true });
    this.#signIn = page.getByRole('button', { name: 'Sign in', exact: true });
    this.#createAccount = page.getByRole('button', { name: 'Create account', exact: true });
  }

  async chooseToRegister(): Promise<void> {
    await this.page.getByText('New here? Create an account').click();
  }

  /** Types into the fields and asks for a new account; what comes of it is for the caller to look at. */
  async tryToRegister(account: Account): Promise<void> {
    await this.chooseToRegister();
    await this.#fill(account);
    await this.#createAccount.click();
  }

  async tryToSignIn(account: Account): Promise<void> {
    await this.#fill(account);
    await this.#signIn.click();
  }

  async register(account: Account): Promise<void> {
    await this.tryToRegister(account);
    await this.showsAccount(account.username);
  }

  async signIn(account: Account): Promise<void> {
    await this.tryToSignIn(account);
    await this.showsAccount(account.username);
  }

  /** Presses the button of a way that is a page in a tab. @returns that tab */
  async continueWith(name: string): Promise<Page> {
    const tab = this.page.context().waitForEvent('page');
    await this.page.getByRole('button', { name: `Continue with ${name}` }).click();
    return tab;
  }

  /** Waits until it says that it waits for the tab. */
  async waitsForTab(): Promise<void> {
    await this.page.getByRole('heading', { name: 'Sign in in the tab' }).waitFor();
  }

  async showTabAgain(): Promise<Page> {
    const tab = this.page.context().waitForEvent('page');
    await this.page.getByRole('button', { name: 'Show the tab again' }).click();
    return tab;
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await this.showsForm();
  }

  async signOutEverywhere(): Promise<void> {
    await this.page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await this.page.getByRole('button', { name: 'Yes, everywhere' }).click();
    await this.showsForm();
  }

  /** Waits until it shows who is signed in. */
  async showsAccount(username: string): Promise<void> {
    await this.page.getByRole('heading', { name: username }).waitFor();
  }

  /** Waits until it asks for a username and a password. */
  async showsForm(): Promise<void> {
    await this.#signIn.waitFor();
  }

  /** Waits until it says this sentence, at a field or above the form. */
  async says(sentence: string): Promise<void> {
    await this.page.getByText(sentence).waitFor();
  }

  async #fill({ username, password }: Account): Promise<void> {
    await this.username.fill(username);
    await this.password.fill(password);
  }
}
