import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import type { Server } from '../../server/testing/server.ts';
import { until } from '../../server/testing/until.ts';
import { forFirefox, test as withLongLife } from '../harness/firefox/test.ts';

const accessTtlMs = 2_000;
const test = withLongLife.extend('settings', { ...forFirefox, LATCHKEY_ACCESS_TTL: '2s' });

test('an access token that ran out is refreshed by the cookie, which Firefox sends from the event page', async ({
  server,
  firefox,
  site,
}) => {
  await (await firefox.popup()).register(ada);
  const tab = await firefox.visit(site.page('article'));
  await tab.notes.open();
  await tab.notes.add('With the first token');
  const before = await server.count('latchkey_refresh_total');
  await tokenExpires();
  await tab.notes.add('With the next one');
  expect(await server.count('latchkey_refresh_total')).toBeGreaterThan(before);
});

test('an event page that dies in the middle of a refresh signs nobody out, and the note is sent once', async ({
  server,
  firefox,
  site,
}) => {
  const popup = await firefox.popup();
  await popup.register(ada);
  const tab = await firefox.visit(site.page('article'));
  await tab.notes.open();
  await tab.notes.write('Through the death of the event page');
  await tokenExpires();
  const stops = firefox.eventPage.stops;
  await whileFrozen(server, async () => {
    await tab.notes.submitByKey();
    await tab.notes.showsAsSending('Through the death of the event page');
    await firefox.eventPage.stop();
  });
  await tab.notes.shows('Through the death of the event page');
  expect(firefox.eventPage.stops).toBe(stops + 1);
  await (await firefox.popup()).showsAccount(ada.username);
  const elsewhere = await OtherDevice.signIn(server, ada);
  expect(await elsewhere.notes(site.page('article'))).toEqual(['Through the death of the event page']);
});

test('the server away for a while signs nobody out, and a note that waited is sent', async ({
  server,
  firefox,
  site,
}) => {
  const popup = await firefox.popup();
  await popup.register(ada);
  const tab = await firefox.visit(site.page('article'));
  await tab.notes.open();
  await server.stop();
  await tokenExpires();
  await tab.notes.write('During');
  await tab.notes.submitByKey();
  await tab.notes.showsAsWaiting('During');
  await firefox.eventPage.stop();
  await (await firefox.popup()).showsAccount(ada.username);

  await server.start();
  await tab.page.reload();
  await tab.notes.open();
  await tab.notes.shows('During');
  await (await firefox.popup()).showsAccount(ada.username);
});

/** Waits until no token that was given out before can be alive. */
async function tokenExpires(): Promise<void> {
  const start = performance.now();
  await until('the access token has expired', () => performance.now() > start + accessTtlMs);
}

/** The server takes connections but answers nothing meanwhile. */
async function whileFrozen(server: Server, work: () => Promise<void>): Promise<void> {
  server.freeze();
  try {
    await work();
  } finally {
    server.thaw();
  }
}
