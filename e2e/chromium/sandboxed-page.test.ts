import { describe, expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import type { Browser } from '../harness/browser.ts';
import { tabWithClient } from '../harness/signed-in-tab.ts';
import { test } from '../harness/test.ts';

/** How many calls the broker has denied, as the account page would list them. */
async function countDenied(browser: Browser): Promise<number> {
  const { page } = await browser.popup();
  const reply = await page.evaluate(() =>
    chrome.runtime.sendMessage({ latchkey: 'call', id: 'denied', call: { type: 'denied' } }),
  );
  await page.close();
  return reply.value.length;
}

describe('the client, in a content script that may call', () => {
  test.override({ contentScripts: 'may call the API' });

  test.for(['sandbox', 'sandbox allow-scripts'])(
    'a page of no origin (Content-Security-Policy: %s) is told so once, and asks no more however often it is looked at',
    async (csp, { browser, site }) => {
      await (await browser.popup()).register(ada);
      const script = await tabWithClient(browser, site.page(`article?csp=${csp}`));
      await script.evaluate(`new Promise((told) => {
      globalThis.seen = [];
      client.onStateChange((state) => seen.push(state.status), (error) => told(seen.push(error.code)));
    })`);
      const before = await countDenied(browser);
      await script.evaluate(`(() => {
      for (let n = 0; n < 20; n += 1) document.dispatchEvent(new Event('visibilitychange'));
    })()`);
      // One call after all that would have been asked: the answers come in the order of the questions.
      expect(await script.evaluate(`client.fetch('/api/me').catch((error) => error.code)`)).toBe('denied');
      expect(await countDenied(browser)).toBe(before + 1);
      expect(await script.evaluate('seen')).toEqual(['denied']);
    },
  );

  test('a page that is sandboxed but keeps its origin is any other page', async ({ browser, site }) => {
    await (await browser.popup()).register(ada);
    const csp = 'sandbox allow-scripts allow-same-origin';
    const script = await tabWithClient(browser, site.page(`article?csp=${csp}`));
    expect(await script.evaluate(`client.state().then(({ status }) => status)`)).toBe('signed-in');
  });
});

test('the sample has no tab on a page of no origin, and asks nothing there', async ({ browser, site }) => {
  await (await browser.popup()).register(ada);
  const ordinary = await browser.visit(site.page('article'));
  await ordinary.notes.tabIsThere();
  const { page, notes } = await browser.visit(site.page('article?csp=sandbox'));
  await ordinary.page.reload();
  await ordinary.notes.tabIsThere();
  expect(await page.locator('latchkey-notes').count()).toBe(0);
  expect(await notes.edge.text()).toBe('');
  expect(await countDenied(browser)).toBe(0);
});
