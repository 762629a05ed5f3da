import type { CDPSession, Page } from 'playwright';
import { until } from '../../server/testing/until.ts';
import { extensionOrigin } from './extension-id.ts';

/**
 * A script of ours that runs where the extension's content scripts run in a page, as one more of them would. The
 * extension itself is the one that people install: nothing in it is there for this.
 */
export class ContentScript {
  readonly #session: CDPSession;
  readonly #source: string;
  #newest: number | undefined;
  #world: number | undefined;

  private constructor(session: CDPSession, source: string) {
    this.#session = session;
    this.#source = source;
  }

  /** @param source what {@link bundle} gives. */
  static async run(page: Page, source: string): Promise<ContentScript> {
    const script = new ContentScript(await page.context().newCDPSession(page), source);
    script.#session.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.origin === extensionOrigin) script.#newest = context.id;
    });
    await script.#session.send('Runtime.enable');
    await script.runAgain();
    return script;
  }

  /** After the page was loaded again, which has ended the script. */
  async runAgain(): Promise<void> {
    await until("the extension's content scripts run in the page", () => this.#newest !== this.#world);
    this.#world = this.#newest;
    await this.evaluate(this.#source);
  }

  /** Hears each text that the script gives to a global function of this name. */
  async listen(name: string, listener: (text: string) => void): Promise<void> {
    this.#session.on('Runtime.bindingCalled', (call) => {
      if (call.name === name) listener(call.payload);
    });
    await this.#session.send('Runtime.addBinding', { name });
  }

  /** The value of an expression in the script's world; that of a promise, once it has one. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.#session.send('Runtime.evaluate', {
      expression,
      ...(this.#world === undefined ? {} : { contextId: this.#world }),
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }
}
