import { until } from '../../../server/testing/until.ts';
import type { BrowserInternals } from './browser-internals.ts';
import { extensionId } from './extension-identity.ts';

const extension = `const { extension } = WebExtensionPolicy.getByID(${JSON.stringify(extensionId)});`;
const idleTimeout = 'extensions.background.idle.timeout';

/** The extension's background in Firefox: a document that the browser throws away when it idles. */
export class EventPage {
  readonly #internals: BrowserInternals;
  #stops = 0;

  constructor(internals: BrowserInternals) {
    this.#internals = internals;
  }

  /** How often {@link stop} found it at work. */
  get stops(): number {
    return this.#stops;
  }

  /** Ends it as the browser does with an idle one, whatever it is doing; a message may start the next at once. */
  async stop(): Promise<void> {
    const wasThere = await this.#internals.run<boolean>(`
      ${extension}
      if (extension.backgroundState === 'stopped') return false;
      await extension.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true });
      return true;
    `);
    if (wasThere) this.#stops += 1;
  }

  /** From now on the browser ends it after so short an idle time; the one at work, whose timer runs, goes at once. */
  async tiresAfter(idleMs: number): Promise<void> {
    await this.#internals.run(`Services.prefs.setIntPref('${idleTimeout}', ${idleMs})`);
    await this.stop();
  }

  /** From now on it may idle as long as with everybody. */
  async tiresAsUsual(): Promise<void> {
    await this.#internals.run(`Services.prefs.clearUserPref('${idleTimeout}')`);
  }

  /** Waits until the browser has ended it. */
  async fallsAsleep(): Promise<void> {
    await until('the event page has fallen asleep', async () => (await this.#state()) === 'stopped');
  }

  #state(): Promise<string> {
    return this.#internals.run(`${extension} return extension.backgroundState`);
  }
}
