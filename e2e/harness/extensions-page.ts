import type { Page } from 'playwright';
import { until } from '../../server/testing/until.ts';
import type { Browser } from './browser.ts';
import { extensionId } from './extension-id.ts';

/** What the browser's own page about extensions calls, as far as the tests do. */
interface DeveloperPrivate {
  updateProfileConfiguration(change: { inDeveloperMode: boolean }): Promise<void>;
  updateExtensionConfiguration(change: { extensionId: string; incognitoAccess: boolean }): Promise<void>;
  reload(id: string, options: { failQuietly: boolean }): Promise<void>;
  getExtensionInfo(id: string): Promise<{ state: string; version: string }>;
}

declare const chrome: {
  developerPrivate: DeveloperPrivate;
  management: { setEnabled(id: string, enabled: boolean): Promise<void> };
};

/** chrome://extensions, where the owner of a browser says what an extension may do. */
export class ExtensionsPage {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async open(browser: Browser): Promise<ExtensionsPage> {
    const page = await browser.context.newPage();
    await page.goto('chrome://extensions');
    // Or an unpacked extension stays switched off when it is started again.
    await page.evaluate(() => chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true }));
    return new ExtensionsPage(page);
  }

  /** The switch "Allow in Incognito", which starts the extension again. */
  async allowInPrivateWindows(): Promise<void> {
    await this.#page.evaluate(
      (extensionId) =>
        chrome.developerPrivate.updateExtensionConfiguration({ extensionId, incognitoAccess: true }),
      extensionId,
    );
    await this.#isEnabled();
  }

  /** The reload button, by which an unpacked extension is updated to what lies in its folder now. */
  async reload(): Promise<void> {
    await this.#page.evaluate((id) => chrome.developerPrivate.reload(id, { failQuietly: true }), extensionId);
    await this.#isEnabled();
  }

  /** The switch of the extension, off and on again: no installation and no update is announced by it. */
  async switchOffAndOn(): Promise<void> {
    await this.#page.evaluate(async (id) => {
      await chrome.management.setEnabled(id, false);
      await chrome.management.setEnabled(id, true);
    }, extensionId);
    await this.#isEnabled();
  }

  version(): Promise<string> {
    return this.#page.evaluate(
      (id) => chrome.developerPrivate.getExtensionInfo(id).then(({ version }) => version),
      extensionId,
    );
  }

  async #isEnabled(): Promise<void> {
    await until('the extension is switched on again', () =>
      this.#page.evaluate(
        (id) => chrome.developerPrivate.getExtensionInfo(id).then(({ state }) => state === 'ENABLED'),
        extensionId,
      ),
    );
  }
}
