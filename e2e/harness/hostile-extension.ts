import { fileURLToPath } from 'node:url';
import { generateProof, type KeyPair } from 'dpop';
import { refreshCookieName } from 'latchkey-server/testing';
import type { BrowserContext, Page, Worker } from 'playwright';
import { until } from '../../server/testing/until.ts';
import { extensionId, extensionOrigin } from './extension-id.ts';

/** Where it lies unpacked. */
export const hostileExtensionFolder = fileURLToPath(new URL('hostile-extension', import.meta.url));

export interface Answer {
  readonly status: number;
  readonly nonce: string | null;
  readonly body: string;
}

/** Another extension in the same browser, that the user gave every site and all cookies to. */
export class HostileExtension {
  readonly origin: string;
  readonly #worker: Worker;
  readonly #server: { readonly url: string };
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, worker: Worker, server: { readonly url: string }) {
    this.origin = /^chrome-extension:\/\/[a-z]+/.exec(worker.url())?.[0] ?? '';
    this.#worker = worker;
    this.#server = server;
    this.#context = context;
  }

  static async in(context: BrowserContext, server: { readonly url: string }): Promise<HostileExtension> {
    const find = () => context.serviceWorkers().find((worker) => !worker.url().startsWith(extensionOrigin));
    await until('the hostile extension runs', () => find() !== undefined);
    const worker = find();
    if (worker === undefined) throw new Error('The hostile extension has stopped.');
    return new HostileExtension(context, worker, server);
  }

  /** The refresh token, HttpOnly or not. */
  async readCookie(): Promise<string> {
    const value = await this.#worker.evaluate(
      (cookie) => chrome.cookies.get(cookie).then((found) => found?.value),
      this.#cookie(),
    );
    if (value === undefined) throw new Error('There is no cookie to read.');
    return value;
  }

  deleteCookie(): Promise<unknown> {
    return this.#worker.evaluate((cookie) => chrome.cookies.remove(cookie), this.#cookie());
  }

  /** Puts something else in the cookie's place. */
  replaceCookie(value: string): Promise<unknown> {
    const cookie = { ...this.#cookie(), value, path: '/auth', httpOnly: true, secure: true } as const;
    return this.#worker.evaluate((cookie) => chrome.cookies.set({ ...cookie, sameSite: 'strict' }), cookie);
  }

  #cookie() {
    const { url } = this.#server;
    return { url: `${url}/auth/refresh`, name: refreshCookieName(url, extensionOrigin) };
  }

  /** A call to the server with the user's cookie, as `fetch` makes it from its worker. */
  call(method: string, path: string, headers: Record<string, string> = {}, body = '{}'): Promise<Answer> {
    return this.#worker.evaluate(
      async ({ url, method, headers, body }) => {
        const response = await fetch(url, {
          method,
          credentials: 'include',
          headers: { 'Content-Type': 'application/json', ...headers },
          ...(method === 'GET' ? {} : { body }),
        });
        return {
          status: response.status,
          nonce: response.headers.get('DPoP-Nonce'),
          body: await response.text(),
        };
      },
      { url: this.#server.url + path, method, headers, body },
    );
  }

  /** The same with a proof that is right in everything but whose key made it. */
  async callWithProof(keys: KeyPair, method: string, path: string): Promise<Answer> {
    const prove = (nonce?: string) => generateProof(keys, this.#server.url + path, method, nonce);
    const first = await this.call(method, path, { DPoP: await prove() });
    return first.nonce === null ? first : this.call(method, path, { DPoP: await prove(first.nonce) });
  }

  /** From now on the browser sends our extension's Origin with its calls: rewriting headers is an API. */
  claimOurOrigin(): Promise<void> {
    return this.#worker.evaluate(
      ({ host, origin }) =>
        chrome.declarativeNetRequest.updateSessionRules({
          addRules: [
            {
              id: 1,
              condition: { urlFilter: `||${host}`, resourceTypes: ['xmlhttprequest', 'other'] },
              action: {
                type: 'modifyHeaders',
                requestHeaders: [{ header: 'Origin', operation: 'set', value: origin }],
              },
            },
          ],
        }),
      { host: new URL(this.#server.url).hostname, origin: extensionOrigin },
    );
  }

  /** What the browser tells it about a message or a connection to our extension. */
  async speakToUs(message: unknown): Promise<{ readonly message: string; readonly connection: string }> {
    return this.#worker.evaluate(
      async ({ id, message }) => ({
        message: await chrome.runtime.sendMessage(id, message).then(
          (answer) => `answered ${JSON.stringify(answer)}`,
          (error) => String(error),
        ),
        connection: await new Promise<string>((told) => {
          const port = chrome.runtime.connect(id);
          port.onMessage.addListener((answer) => told(`answered ${JSON.stringify(answer)}`));
          port.onDisconnect.addListener(() => told(chrome.runtime.lastError?.message ?? 'disconnected'));
          port.postMessage(message);
        }),
      }),
      { id: extensionId, message },
    );
  }

  /** Runs a function in the tab that shows this address; tells what it gave, or why the browser would not. */
  inject<T>(url: string, run: () => T): Promise<Awaited<T> | string> {
    // A function that comes in as an argument is text by then, which an extension may not evaluate.
    return this.#worker.evaluate(`
      chrome.tabs.query({})
        .then((tabs) => tabs.find((tab) => tab.url?.startsWith(${JSON.stringify(url)})))
        .then((tab) => chrome.scripting.executeScript({ target: { tabId: tab.id }, func: ${run} }))
        .then(([frame]) => frame.result)
        .catch(String)`);
  }

  /** A page of its own, in a tab. */
  async lure(): Promise<Page> {
    const page = await this.#context.newPage();
    await page.goto(`${this.origin}/lure.html`);
    return page;
  }
}
