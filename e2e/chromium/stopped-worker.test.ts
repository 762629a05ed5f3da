import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { test } from '../harness/test.ts';

test('stopping the background worker between any two steps changes nothing for the person', async ({
  server,
  browser,
  site,
}) => {
  const { worker } = browser;
  const popup = await browser.popup();
  await worker.stop();
  await popup.register(ada);
  await worker.stop();
  const again = await browser.popup();
  await again.showsAccount(ada.username);
  await worker.stop();
  const tab = await browser.visit(site.page('article'));
  await worker.stop();
  await tab.notes.open();
  await worker.stop();
  await tab.notes.add('Written while the worker slept');
  await worker.stop();
  await tab.page.reload();
  await worker.stop();
  await tab.notes.open();
  await tab.notes.shows('Written while the worker slept');
  await worker.stop();
  await tab.notes.delete('Written while the worker slept');
  await worker.stop();
  await again.signOut();
  await worker.stop();
  await tab.notes.asksToSignIn();
  await worker.stop();
  await again.signIn(ada);

  expect(worker.stops).toBeGreaterThanOrEqual(6);
  const elsewhere = await OtherDevice.signIn(server, ada);
  expect(await elsewhere.notes(site.page('article'))).toEqual([]);
});

test('a worker that was stopped does not need the server to know who is signed in', async ({
  server,
  browser,
}) => {
  const popup = await browser.popup();
  await popup.register(ada);
  const before = await server.count('latchkey_refresh_total');
  await browser.worker.stop();
  await popup.page.reload();
  await popup.showsAccount(ada.username);
  expect(await server.count('latchkey_refresh_total')).toBe(before);
});
