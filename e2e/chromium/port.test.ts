import { describe, expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import type { ContentScript } from '../harness/content-script.ts';
import type { FaultProxy } from '../harness/fault-proxy/fault-proxy.ts';
import { test } from '../harness/faulty-network.ts';
import { signedInTab, tabWithClient, whoAmI } from '../harness/signed-in-tab.ts';

test.override({ contentScripts: 'may call the API' });

/** From now on it is counted what goes to the background, by either way. */
const countSent = `{
  const { runtime } = chrome;
  globalThis.sent = { ports: 0, posts: 0, messages: 0 };
  const [connect, send] = [runtime.connect.bind(runtime), runtime.sendMessage.bind(runtime)];
  runtime.connect = (...args) => {
    sent.ports += 1;
    const port = connect(...args);
    const post = port.postMessage.bind(port);
    // What is no list asks nothing: by a circle a page finds out whether messages are cloned.
    port.postMessage = (message) => { sent.posts += Array.isArray(message) ? 1 : 0; post(message); };
    return port;
  };
  runtime.sendMessage = (...args) => { sent.messages += 1; return send(...args); };
}`;

const sent = (script: ContentScript) =>
  script.evaluate<{ ports: number; posts: number; messages: number }>('globalThis.sent');

/** How often the server is asked from now on who is calling. */
function countCalls(network: FaultProxy): () => number {
  const { plan } = network;
  let calls = 0;
  network.plan = (path, n) => {
    if (path === '/api/me') calls += 1;
    return plan(path, n);
  };
  return () => calls;
}

test('calls go through one port, and wake a worker that was stopped between them', async ({
  browser,
  site,
}) => {
  const script = await signedInTab(browser, site.page('article'));
  await script.evaluate(countSent);
  for (let call = 0; call < 5; call++) {
    await browser.worker.stop();
    expect(await script.evaluate(whoAmI)).toBe(200);
  }
  const { posts, ports } = await sent(script);
  expect([posts, ports]).toEqual([5, 5]);
});

test('a call under which the worker is stopped is answered by the next one, and was made once by each', async ({
  network,
  browser,
  site,
}) => {
  const script = await signedInTab(browser, site.page('article'));
  expect(await script.evaluate(whoAmI)).toBe(200);
  const asked = countCalls(network);
  for (let round = 0; round < 3; round++) {
    const hold = network.holdNext('GET /api/me', 'before-headers');
    const call = script.evaluate(whoAmI);
    await hold.reached;
    await browser.worker.stop();
    expect(await call).toBe(200);
    hold.release();
  }
  expect(asked()).toBe(6);
});

test('a call that the server is slow to answer is asked both ways, and made once', async ({
  network,
  browser,
  site,
}) => {
  const script = await signedInTab(browser, site.page('article'));
  await script.evaluate(countSent);
  network.plan = () => ({ is: 'delay', ms: 1_000 });
  const asked = countCalls(network);
  expect(await script.evaluate(whoAmI)).toBe(200);
  expect(await sent(script)).toMatchObject({ posts: 1, messages: 1 });
  expect(asked()).toBe(1);
});

describe('a port that swallows', () => {
  const swallowing = {
    'what is asked': `chrome.runtime.connect = () => {
      const event = { addListener() {} };
      return { onMessage: event, onDisconnect: event, postMessage() {}, disconnect() {} };
    };`,
    'what is answered': `{
      const connect = chrome.runtime.connect.bind(chrome.runtime);
      chrome.runtime.connect = (...args) => {
        const port = connect(...args);
        port.onMessage.addListener = () => {};
        return port;
      };
    }`,
  };

  test.for(Object.entries(swallowing))(
    '%s costs no call',
    async ([_, source], { network, browser, site }) => {
      await (await browser.popup()).register(ada);
      const script = await tabWithClient(browser, site.page('article'));
      await script.evaluate(source);
      const asked = countCalls(network);
      for (let call = 0; call < 3; call++) expect(await script.evaluate(whoAmI)).toBe(200);
      expect(asked()).toBe(3);
    },
  );
});

test('a page that comes back out of the cache calls as before', async ({ browser, site }) => {
  const script = await signedInTab(browser, site.page('article'));
  expect(await script.evaluate(whoAmI)).toBe(200);
  await script.evaluate(`addEventListener('pageshow', async ({ persisted }) => {
    if (persisted) document.title = 'back: ' + await ${whoAmI};
  })`);
  const page = browser.context.pages().at(-1);
  await page?.goto(site.page('elsewhere'));
  await page?.evaluate(() => history.back());
  await expect.poll(() => page?.title(), { timeout: 10_000 }).toBe('back: 200');
});

test('where the browser gives no port, messages do', async ({ browser, site }) => {
  await (await browser.popup()).register(ada);
  const script = await tabWithClient(browser, site.page('article'));
  await script.evaluate('chrome.runtime.connect = undefined');
  expect(await script.evaluate(whoAmI)).toBe(200);
});
