import type { Locator, Page } from 'playwright';
import { readLocale, translateFrom } from '../../extension/account/testing/translate.ts';
import type { Translate } from '../../extension/account/wording/translate.ts';
import type { Account } from '../../server/testing/accounts.ts';
import type { Server } from '../../server/testing/server.ts';
import type { Browser, Language } from '../harness/browser.ts';
import type { PageServer } from '../harness/page-server.ts';
import type { Look } from './look.ts';

/** The real things that the screens are reached with. */
export interface Theatre {
  readonly server: Server;
  readonly browser: Browser;
  readonly site: PageServer;
  readonly language: Language;
  readonly look: Look;
}

/** A page of the extension, in the words of any language. */
export class Screen {
  readonly page: Page;
  readonly t: Translate;

  constructor(page: Page, language: Language) {
    this.page = page;
    this.t = wordsOf(language);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  async says(sentence: string): Promise<void> {
    await this.page.getByText(sentence).first().waitFor();
  }

  async fill({ username, password }: Account): Promise<void> {
    await this.field(this.t('signIn.username')).fill(username);
    await this.field(this.t('signIn.password')).fill(password);
  }

  /** From the form for signing in to the account. */
  async register(account: Account): Promise<void> {
    await this.button(this.t('signIn.toRegister')).click();
    await this.fill(account);
    await this.button(this.t('signIn.createAccount')).click();
    await this.page.getByRole('heading', { name: account.username }).waitFor();
  }
}

export const wordsOf = (language: Language): Translate =>
  translateFrom(readLocale(language === 'en' ? 'en' : 'zh_CN'));
