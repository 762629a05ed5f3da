import type { Browser } from '../../e2e/harness/browser.ts';
import { insideWorker } from '../../e2e/harness/inside-worker.ts';
import { quantile } from '../measure/statistics.ts';
import { inPage } from './token-requests.ts';

const CALLS = 100;
const WARM_UP = 10;

interface Times {
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly burstMs: number;
}

/** A guarded GET through the broker, beside the same `fetch` made in the worker itself, and by one that checks nothing. */
export interface BrokeredCalls extends Times {
  readonly unchecked: Times;
  readonly inWorkerMedianMs: number;
  readonly inWorkerBurstMs: number;
}

export async function brokeredCalls(browser: Browser, url: string): Promise<BrokeredCalls> {
  const { token } = await inPage(browser, url, (tab) => tab.result<{ token: string }>('token'));
  const worker = await insideWorker(browser.context);
  const inWorker = await worker.evaluate(
    async ({ token, calls, warmUp }) => {
      Object.assign(globalThis, { benchToken: token });
      const { bench } = globalThis as unknown as {
        bench: {
          inTurn(call: string, count: number): Promise<number[]>;
          atOnce(call: string, count: number): Promise<number>;
        };
      };
      await bench.inTurn('fetch', warmUp);
      return { times: await bench.inTurn('fetch', calls), burstMs: await bench.atOnce('fetch', calls) };
    },
    { token, calls: CALLS, warmUp: WARM_UP },
  );
  return {
    ...(await ofPage(browser, url, 'fetch')),
    unchecked: await ofPage(browser, url, 'fetch unchecked'),
    inWorkerMedianMs: quantile(
      inWorker.times.toSorted((a, b) => a - b),
      0.5,
    ),
    inWorkerBurstMs: inWorker.burstMs,
  };
}

async function ofPage(browser: Browser, url: string, call: string): Promise<Times> {
  const times = await inPage(browser, url, async (tab) => {
    await tab.inTurn(call, WARM_UP);
    return (await tab.inTurn(call, CALLS)).sort((a, b) => a - b);
  });
  const burstMs = await inPage(browser, url, async (tab) => {
    await tab.inTurn(call, WARM_UP);
    return tab.atOnce(call, CALLS);
  });
  return { medianMs: quantile(times, 0.5), p99Ms: quantile(times, 0.99), burstMs };
}

/** How many messages a hundred requests for a token send while one is cached, and how long one takes. */
export async function cachedTokens(browser: Browser, url: string) {
  return inPage(browser, url, async (tab) => {
    const messages = await tab.countMessages();
    await tab.result('cached token');
    const before = await messages();
    const times = await tab.inTurn('cached token', CALLS);
    return {
      messages: (await messages()) - before,
      meanMs: times.reduce((sum, time) => sum + time, 0) / CALLS,
    };
  });
}
