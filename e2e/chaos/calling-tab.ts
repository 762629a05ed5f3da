import type { BrowserContext, Page } from 'playwright';
import { ContentScript } from '../harness/content-script.ts';
import type { CallerReport } from './caller-event.ts';
import { plannedCalls } from './planned-calls.ts';

export interface CallingTabSetup {
  readonly context: BrowserContext;
  /** The bundled `caller.script.ts`. */
  readonly script: string;
  readonly seed: string;
  readonly username: string;
  readonly writeEveryMs: number;
  readonly pageUrl: (tab: number) => string;
  readonly hear: (report: CallerReport) => void;
  readonly lifeEnded: (life: string) => void;
}

/** How fast a page loads is not what is looked at here. */
const LOAD_MS = 120_000;

/** A tab whose content script calls the API all the time, also after it was loaded again or replaced. */
export class CallingTab {
  readonly #setup: CallingTabSetup;
  readonly #index: number;
  #life = 0;
  #open: { readonly page: Page; readonly script: ContentScript } | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(setup: CallingTabSetup, index: number) {
    this.#setup = setup;
    this.#index = index;
  }

  async open(): Promise<void> {
    const { context, script: source, pageUrl, hear } = this.#setup;
    const page = await context.newPage();
    await page.goto(pageUrl(this.#index), { timeout: LOAD_MS });
    const script = await ContentScript.run(page, source);
    await script.listen('chaosReport', (line) => {
      const report: CallerReport = JSON.parse(line);
      hear(report);
      const { event } = report;
      // Rejects where the page has been left meanwhile: then nothing is written.
      if (event.is === 'started' && event.text !== null) {
        script.evaluate(`hearBack(${JSON.stringify(event.text)})`).catch(() => {});
      }
    });
    this.#open = { page, script };
  }

  async startCalling(): Promise<void> {
    const { seed, username, writeEveryMs } = this.#setup;
    const calls = plannedCalls(seed, this.#index, this.#life);
    const plan = { calls, username, life: this.#name, writeEveryMs };
    await this.#script.evaluate(`startCalling(${JSON.stringify(plan)})`);
  }

  /** Loads its page again. This and {@link replace} happen one after the other, in the order they are asked for. */
  reload(): Promise<void> {
    return this.#next(async () => {
      await this.#open?.page.reload({ timeout: LOAD_MS });
      await this.#script.runAgain();
    });
  }

  /** Closes it and opens another one in its place. */
  replace(): Promise<void> {
    return this.#next(async () => {
      await this.#open?.page.close();
      await this.open();
    });
  }

  /** Resolves when every call has settled. */
  async stopCalling(): Promise<void> {
    await this.#last;
    await this.#script.evaluate('stopCalling()');
  }

  /** Calls until it is answered. @returns the session's id, or why there was no answer in time. */
  callAgain(patienceMs: number): Promise<string> {
    return this.#script.evaluate(`callAgain(${patienceMs})`);
  }

  get #script(): ContentScript {
    if (this.#open === undefined) throw new Error('The tab is closed at this point of the test.');
    return this.#open.script;
  }

  #next(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(async () => {
      this.#setup.lifeEnded(this.#name);
      this.#life += 1;
      await work();
      await this.startCalling();
    });
    return this.#last;
  }

  get #name(): string {
    return `tab-${this.#index}.${this.#life}`;
  }
}
