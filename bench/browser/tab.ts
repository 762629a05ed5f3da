import type { Browser } from '../../e2e/harness/browser.ts';
import { ContentScript } from '../../e2e/harness/content-script.ts';

/** A page of its own with the extension's content script in it, for one measurement. */
export class Tab {
  readonly #script: ContentScript;
  readonly #close: () => Promise<void>;

  private constructor(script: ContentScript, close: () => Promise<void>) {
    this.#script = script;
    this.#close = close;
  }

  static async open(browser: Browser, url: string): Promise<Tab> {
    const { page } = await browser.visit(url);
    return new Tab(await ContentScript.run(page, ''), () => page.close());
  }

  /** Milliseconds of each call. */
  inTurn(call: string, count: number): Promise<number[]> {
    return this.#script.evaluate(`bench.inTurn(${JSON.stringify(call)}, ${count})`);
  }

  /** Milliseconds until the last is answered. */
  atOnce(call: string, count: number): Promise<number> {
    return this.#script.evaluate(`bench.atOnce(${JSON.stringify(call)}, ${count})`);
  }

  result<T>(call: string): Promise<T> {
    return this.#script.evaluate(`bench.result(${JSON.stringify(call)})`);
  }

  /** Counts what the script sends to the worker, as messages or through ports that are opened from now on. */
  async countMessages(): Promise<() => Promise<number>> {
    await this.#script.evaluate(`{
      const { runtime } = chrome;
      const [send, connect] = [runtime.sendMessage.bind(runtime), runtime.connect.bind(runtime)];
      globalThis.messages = 0;
      runtime.sendMessage = (...args) => (globalThis.messages += 1, send(...args));
      runtime.connect = (...args) => {
        const port = connect(...args);
        const post = port.postMessage.bind(port);
        port.postMessage = (message) => (globalThis.messages += 1, post(message));
        return port;
      };
    }`);
    return () => this.#script.evaluate('globalThis.messages');
  }

  close(): Promise<void> {
    return this.#close();
  }
}
