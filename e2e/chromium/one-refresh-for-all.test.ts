import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { until } from '../../server/testing/until.ts';
import { test } from '../harness/test.ts';

const accessTtlMs = 2_000;
test.override({ settings: { LATCHKEY_ACCESS_TTL: '2s' } });

test('twenty tabs that call at once after the access token expired cause one refresh, and all are answered', async ({
  server,
  browser,
  site,
}) => {
  await (await browser.popup()).register(ada);
  const names = Array.from({ length: 20 }, (_, index) => `page-${index}`);
  const tabs = await Promise.all(names.map((name) => browser.visit(site.page(name))));
  for (const tab of tabs) await tab.notes.open();
  await Promise.all(tabs.map((tab, index) => tab.notes.newNote.fill(`Note ${index}`)));

  // The token that expires is a short one, its successor a long one: were it short too, a slow machine could
  // spend its life on these very calls, and a second refresh would be right.
  await server.stop();
  const lastCall = performance.now();
  await server.start({ LATCHKEY_ACCESS_TTL: '5m' });
  const before = await server.count('latchkey_refresh_total');
  await until('the access token has expired', () => performance.now() > lastCall + accessTtlMs + 1_000);
  // The server holds its breath until all have asked, so that twenty calls are at once on a slow machine too.
  server.freeze();
  await Promise.all(tabs.map((tab) => tab.notes.submitByKey()));
  await Promise.all(tabs.map((tab, index) => tab.notes.showsAsSending(`Note ${index}`)));
  server.thaw();
  await Promise.all(tabs.map((tab, index) => tab.notes.shows(`Note ${index}`)));

  expect((await server.count('latchkey_refresh_total')) - before).toBe(1);
  const elsewhere = await OtherDevice.signIn(server, ada);
  const onServer = await Promise.all(names.map((name) => elsewhere.notes(site.page(name))));
  expect(onServer).toEqual(names.map((_, index) => [`Note ${index}`]));
});
