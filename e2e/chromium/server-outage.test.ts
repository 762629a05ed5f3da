import { ada } from '../../server/testing/accounts.ts';
import { until } from '../../server/testing/until.ts';
import { test } from '../harness/test.ts';

const accessTtlMs = 2_000;
test.override({ settings: { LATCHKEY_ACCESS_TTL: '2s' } });

test('the server stopped for a while and started again signs nobody out, and loses no note', async ({
  server,
  browser,
  site,
}) => {
  const popup = await browser.popup();
  await popup.register(ada);
  const tab = await browser.visit(site.page('article'));
  await tab.notes.open();
  await tab.notes.add('Before');

  await server.stop();
  const stopped = performance.now();
  await until('the access token has expired', () => performance.now() > stopped + accessTtlMs);
  await tab.notes.newNote.fill('During');
  await tab.notes.addButton.click();
  await tab.notes.showsAsWaiting('During');
  await popup.page.reload();
  await popup.showsAccount(ada.username);

  await server.start();
  await tab.page.reload();
  await tab.notes.open();
  await tab.notes.shows('Before');
  await tab.notes.shows('During');
  await tab.notes.add('After');
  await popup.page.reload();
  await popup.showsAccount(ada.username);
});

test('a server that was killed comes back with everybody signed in', async ({ server, browser, site }) => {
  const popup = await browser.popup();
  await popup.register(ada);
  const tab = await browser.visit(site.page('article'));
  await tab.notes.open();
  await tab.notes.add('Before the crash');
  await server.stop('SIGKILL');
  await server.start();
  await tab.notes.add('After the crash');
  await tab.page.reload();
  await tab.notes.open();
  await tab.notes.shows('Before the crash');
  await tab.notes.shows('After the crash');
});
