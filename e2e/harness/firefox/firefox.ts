import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type Cookie, type Page } from 'puppeteer-core';
import { until } from '../../../server/testing/until.ts';
import { AddOn } from './add-on.ts';
import { BrowserInternals } from './browser-internals.ts';
import { ContextMenu } from './context-menu.ts';
import { EventPage } from './event-page.ts';
import { openExtensionPage } from './extension-page.ts';
import { NotesPanel } from './notes-panel.ts';
import { Popup } from './popup.ts';
import { preferences } from './preferences.ts';
import { Screen } from './screen.ts';

export interface Tab {
  readonly page: Page;
  readonly notes: NotesPanel;
}

interface Running {
  readonly browser: Browser;
  readonly internals: BrowserInternals;
  readonly addOn: AddOn;
  readonly eventPage: EventPage;
}

/** A Firefox on a profile of its own, which outlives closing it and opening it again. */
export class Firefox {
  readonly #binary: string;
  readonly #extensionFolder: string;
  readonly #profile: string;
  #running: Running | undefined;

  private constructor(binary: string, extensionFolder: string, profile: string) {
    this.#binary = binary;
    this.#extensionFolder = extensionFolder;
    this.#profile = profile;
  }

  /** Has it ready; the first {@link renew} starts it. */
  static async create(binary: string, extensionFolder: string): Promise<Firefox> {
    return new Firefox(binary, extensionFolder, await mkdtemp(join(tmpdir(), 'latchkey-firefox-profile-')));
  }

  async open(): Promise<void> {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: this.#binary,
      headless: true,
      userDataDir: this.#profile,
      args: ['--remote-allow-system-access', '--width=900', '--height=700'],
      extraPrefsFirefox: { ...preferences },
      timeout: 90_000,
    });
    const internals = new BrowserInternals(browser);
    this.#running = {
      browser,
      internals,
      addOn: new AddOn(browser, internals, this.#extensionFolder),
      eventPage: new EventPage(internals),
    };
  }

  /** Closes every window, as a person does in the evening. */
  async close(): Promise<void> {
    await this.#running?.browser.close();
    this.#running = undefined;
  }

  async discard(): Promise<void> {
    await this.close();
    await rm(this.#profile, { recursive: true, force: true });
  }

  /** Makes it what it is just after the add-on was loaded for the first time. */
  async renew(): Promise<void> {
    if (this.#running === undefined) await this.open();
    const [first, ...others] = await this.browser.pages();
    for (const page of others) await page.close();
    await first?.goto('about:blank');
    await this.eventPage.tiresAsUsual();
    await this.addOn.remove();
    await this.browser.deleteCookie(...(await this.browser.cookies()));
    await this.addOn.load();
  }

  /** Installs the add-on in a way that outlives the browser. */
  async installForGood(): Promise<void> {
    await this.addOn.install(join(this.#profile, 'latchkey.xpi'));
  }

  /** The popup as a tab: the same page that the toolbar button shows. */
  async popup(): Promise<Popup> {
    return new Popup(await openExtensionPage(await this.browser.newPage(), 'popup.html'));
  }

  async options(): Promise<Screen> {
    return new Screen(await openExtensionPage(await this.browser.newPage(), 'options.html'));
  }

  async visit(url: string): Promise<Tab> {
    const page = await this.browser.newPage();
    await page.goto(url);
    return { page, notes: new NotesPanel(page) };
  }

  /** Visits a page, whose address is open nowhere else, in a new private window. */
  async visitInPrivate(url: string): Promise<Tab> {
    await this.internals.run(`
      const opened = OpenBrowserWindow({ private: true });
      await new Promise((done) => opened.addEventListener('load', done, { once: true }));
      const triggeringPrincipal = Services.scriptSecurityManager.getSystemPrincipal();
      opened.gBrowser.selectedBrowser.fixupAndLoadURIString(${JSON.stringify(url)}, { triggeringPrincipal });
    `);
    const page = await until('the private window is there', async () => {
      const pages = await this.browser.pages();
      return pages.find((one) => one.url() === url) ?? null;
    });
    await until('its page has loaded', () => page.evaluate(() => document.readyState === 'complete'));
    return { page, notes: new NotesPanel(page) };
  }

  get contextMenu(): ContextMenu {
    return new ContextMenu(this.internals);
  }

  cookies(): Promise<Cookie[]> {
    return this.browser.cookies();
  }

  /** What a person chooses for a site under "Cookies and Site Data". */
  setCookiePermission(origin: string, choice: 'deny' | 'default'): Promise<void> {
    return this.internals.run(`
      const principal = Services.scriptSecurityManager.createContentPrincipalFromOrigin(${JSON.stringify(origin)});
      const { DENY_ACTION, UNKNOWN_ACTION } = Services.perms;
      Services.perms.addFromPrincipal(principal, 'cookie', ${choice === 'deny' ? 'DENY_ACTION' : 'UNKNOWN_ACTION'});
    `);
  }

  /** @param value `null` for what it is by default */
  setPreference(name: string, value: number | null): Promise<void> {
    const at = JSON.stringify(name);
    return this.internals.run(
      value === null ? `Services.prefs.clearUserPref(${at});` : `Services.prefs.setIntPref(${at}, ${value});`,
    );
  }

  /** Whether it belongs to a channel of Firefox that installs for good only what Mozilla has signed. */
  takesSignedAddOnsOnly(): Promise<boolean> {
    return this.internals.run(`
      const { AppConstants } = ChromeUtils.importESModule('resource://gre/modules/AppConstants.sys.mjs');
      return AppConstants.MOZ_REQUIRE_SIGNING;
    `);
  }

  get browser(): Browser {
    return this.#open.browser;
  }

  get internals(): BrowserInternals {
    return this.#open.internals;
  }

  get addOn(): AddOn {
    return this.#open.addOn;
  }

  get eventPage(): EventPage {
    return this.#open.eventPage;
  }

  get #open(): Running {
    if (this.#running === undefined) throw new Error('The browser is closed at this point of the test.');
    return this.#running;
  }
}
