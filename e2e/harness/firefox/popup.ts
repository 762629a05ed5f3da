import type { Page } from 'puppeteer-core';
import type { Account } from '../../../server/testing/accounts.ts';
import { Screen } from './screen.ts';

/** What a person sees and does in the popup. */
export class Popup {
  readonly page: Page;
  readonly screen: Screen;

  constructor(page: Page) {
    this.page = page;
    this.screen = new Screen(page);
  }

  async tryToRegister({ username, password }: Account): Promise<void> {
    await this.screen.press('New here? Create an account');
    await this.screen.fill('Username', username);
    await this.screen.fill('Password', password);
    await this.screen.press('Create account');
  }

  async register(account: Account): Promise<void> {
    await this.tryToRegister(account);
    await this.showsAccount(account.username);
  }

  async tryToSignIn({ username, password }: Account): Promise<void> {
    await this.screen.fill('Username', username);
    await this.screen.fill('Password', password);
    await this.screen.press('Sign in');
  }

  async signIn(account: Account): Promise<void> {
    await this.tryToSignIn(account);
    await this.showsAccount(account.username);
  }

  async signOut(): Promise<void> {
    await this.screen.press('Sign out');
    await this.showsForm();
  }

  async signOutEverywhere(): Promise<void> {
    await this.screen.press('Sign out everywhere');
    await this.screen.press('Yes, everywhere');
    await this.showsForm();
  }

  /** Waits until it shows who is signed in. */
  async showsAccount(username: string): Promise<void> {
    await this.screen.has('heading', username);
  }

  /** Waits until it asks for a username and a password. */
  async showsForm(): Promise<void> {
    await this.screen.has('button', 'Sign in');
  }
}
