import { expect } from 'vitest';
import { until } from '../../server/testing/until.ts';
import type { Browser } from '../harness/browser.ts';
import type { ContentScript } from '../harness/content-script.ts';
import { test } from '../harness/faulty-network.ts';
import { forgetAccessToken, insideWorker } from '../harness/inside-worker.ts';
import { signedInTab, whoAmI } from '../harness/signed-in-tab.ts';

test.override({ contentScripts: 'may call the API' });

const condition = 'client.state().then((state) => state.condition)';

test('after however long without a network, the first call with one is answered', async ({
  browser,
  site,
}) => {
  const script = await signedInWithoutToken(browser, site.page('article'));
  await script.evaluate(condition);
  await browser.context.setOffline(true);
  // So many that a backoff would by now be longer than this test takes.
  for (let call = 0; call < 6; call++) expect(await script.evaluate(whoAmI)).toBe('offline');
  expect(await script.evaluate(condition)).toBe('offline');
  await browser.context.setOffline(false);
  expect(await script.evaluate(whoAmI)).toBe(200);
  expect(await script.evaluate(condition)).toBe('idle');
});

test('while the server is out of reach an alarm is set, and no start of the worker puts it off', async ({
  network,
  browser,
  site,
}) => {
  const script = await signedInWithoutToken(browser, site.page('article'));
  await network.goAway();
  expect(await script.evaluate(whoAmI)).toBe('offline');
  const due = await until('an alarm is set', () => alarm(browser));
  for (let start = 0; start < 3; start++) {
    await browser.worker.stop();
    expect(await script.evaluate(condition)).toBe('offline');
    expect(await alarm(browser)).toEqual(due);
  }
  await network.comeBack();
  await until('a call is answered', async () => (await script.evaluate(whoAmI)) === 200);
  await until('no alarm is left', async () => (await alarm(browser)) === null);
});

async function signedInWithoutToken(browser: Browser, page: string): Promise<ContentScript> {
  const script = await signedInTab(browser, page);
  await forgetAccessToken(browser);
  return script;
}

async function alarm(browser: Browser): Promise<{ dueMs: number } | null> {
  const worker = await insideWorker(browser.context);
  return worker.evaluate(async () => {
    const found = await chrome.alarms.get('latchkey');
    return found ? { dueMs: found.scheduledTime } : null;
  });
}
