import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from '../../e2e/harness/browser.ts';
import { quantile } from '../measure/statistics.ts';
import { Tab } from './tab.ts';

/** As many as Latchkey lets a page make at once; after that it counts on purpose. */
const CALLS = 100;
/** What opening a page costs the browser goes on for a while behind it. */
const AT_REST_MS = 500;
/** Pages round their clock, so that one call alone is too short to be told from the next. */
const CHUNK = 10;

export interface TokenRequests {
  /** Of one call, from chunks of ten. */
  readonly medianMs: number;
  /** Of single calls, to the tenth of a millisecond that a page's clock tells. */
  readonly p99Ms: number;
  /** A hundred at once, until the last is answered. */
  readonly burstMs: number;
  /** The first call after the worker was stopped. */
  readonly coldMs: number;
}

/** Content script to worker and back. Each figure in a new page, which has the whole of its rate limit. */
export async function tokenRequests(browser: Browser, url: string): Promise<TokenRequests> {
  const times = await inPage(browser, url, async (tab) => {
    await tab.inTurn('token', CHUNK);
    return tab.inTurn('token', CALLS);
  });
  const burstMs = await inPage(browser, url, async (tab) => {
    await tab.inTurn('token', CHUNK);
    return tab.atOnce('token', CALLS);
  });
  const coldMs = await inPage(browser, url, async (tab) => {
    await tab.inTurn('token', CHUNK);
    await browser.worker.stop();
    return (await tab.inTurn('token', 1))[0] ?? 0;
  });
  const chunks = Array.from({ length: CALLS / CHUNK }, (_, chunk) =>
    times.slice(chunk * CHUNK, (chunk + 1) * CHUNK).reduce((sum, time) => sum + time / CHUNK, 0),
  );
  return {
    medianMs: quantile(
      chunks.toSorted((a, b) => a - b),
      0.5,
    ),
    p99Ms: quantile(
      times.toSorted((a, b) => a - b),
      0.99,
    ),
    burstMs,
    coldMs,
  };
}

export async function inPage<T>(
  browser: Browser,
  url: string,
  measure: (tab: Tab) => Promise<T>,
): Promise<T> {
  const tab = await Tab.open(browser, url);
  try {
    await delay(AT_REST_MS);
    return await measure(tab);
  } finally {
    await tab.close();
  }
}
