import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { test } from '../harness/firefox/test.ts';

test('stopping the event page between any two steps changes nothing for the person', async ({
  server,
  firefox,
  site,
}) => {
  const { eventPage } = firefox;
  const popup = await firefox.popup();
  await eventPage.stop();
  await popup.register(ada);
  await eventPage.stop();
  const again = await firefox.popup();
  await again.showsAccount(ada.username);
  await eventPage.stop();
  const tab = await firefox.visit(site.page('article'));
  await eventPage.stop();
  await tab.notes.open();
  await eventPage.stop();
  await tab.notes.add('Written while the event page slept');
  await eventPage.stop();
  await tab.page.reload();
  await tab.notes.open();
  await tab.notes.shows('Written while the event page slept');
  await eventPage.stop();
  await again.signOut();
  await tab.notes.asksToSignIn();
  await eventPage.stop();
  await again.signIn(ada);

  expect(eventPage.stops).toBeGreaterThanOrEqual(6);
  const elsewhere = await OtherDevice.signIn(server, ada);
  expect(await elsewhere.notes(site.page('article'))).toEqual(['Written while the event page slept']);
});

test('open popups and panels do not keep the event page awake, and the next call wakes it', async ({
  server,
  firefox,
  site,
}) => {
  const popup = await firefox.popup();
  await popup.register(ada);
  const tab = await firefox.visit(site.page('article'));
  await tab.notes.open();
  const before = await server.count('latchkey_refresh_total');
  await firefox.eventPage.tiresAfter(300);
  await tab.notes.add('From the one that was woken');
  await firefox.eventPage.fallsAsleep();
  await tab.notes.add('From the next one');
  await firefox.eventPage.fallsAsleep();
  await (await firefox.popup()).showsAccount(ada.username);
  expect(await server.count('latchkey_refresh_total')).toBe(before);
});
