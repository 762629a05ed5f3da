import type { BrowserContext, CDPSession, Page } from 'playwright';
import { until } from '../../server/testing/until.ts';

interface WorkerVersions {
  readonly versions: readonly { readonly versionId: string; readonly runningStatus: string }[];
}

/** The extension's background worker, as the browser's own service worker page sees it. */
export class Worker {
  readonly #session: CDPSession;
  readonly #statuses = new Map<string, string>();
  #stops = 0;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  /** @param page any page of the browser that stays open. */
  static async of(context: BrowserContext, page: Page): Promise<Worker> {
    const worker = new Worker(await context.newCDPSession(page));
    worker.#session.on('ServiceWorker.workerVersionUpdated', (event) => worker.#note(event));
    await worker.#session.send('ServiceWorker.enable');
    return worker;
  }

  /** How often it has ended. */
  get stops(): number {
    return this.#stops;
  }

  get running(): boolean {
    return [...this.#statuses.values()].some((status) => status !== 'stopped');
  }

  /** Stops it as the browser does with an idle worker, and waits until it is gone; a message may wake it at once. */
  async stop(): Promise<void> {
    if (!this.running) return;
    const before = this.#stops;
    await this.#session.send('ServiceWorker.stopAllWorkers');
    await until('the worker has stopped', () => this.#stops > before);
  }

  #note({ versions }: WorkerVersions): void {
    for (const { versionId, runningStatus } of versions) {
      if (runningStatus === 'stopped' && this.#statuses.get(versionId) !== 'stopped') this.#stops += 1;
      this.#statuses.set(versionId, runningStatus);
    }
  }
}
