import { defaultExtensionOrigin } from 'latchkey-server';
import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { test } from '../harness/firefox/test.ts';

test('a new person registers through the popup and is signed in', async ({ server, firefox }) => {
  await (await firefox.popup()).register(ada);
  const elsewhere = await OtherDevice.signIn(server, ada);
  expect(await elsewhere.isSignedIn()).toBe(true);
});

test('a person with an account signs in, the next popup shows them, and the doctor finds nothing', async ({
  server,
  firefox,
}) => {
  await OtherDevice.register(server, ada);
  const popup = await firefox.popup();
  await popup.signIn(ada);
  await popup.page.close();
  await (await firefox.popup()).showsAccount(ada.username);
  await (await firefox.options()).says('Everything is in order.');
});

test('a server that was not set up for Firefox is told in a sentence', async ({ server, firefox }) => {
  await server.stop();
  await server.start({ LATCHKEY_EXTENSION_ORIGINS: defaultExtensionOrigin });
  await firefox.renew();
  const popup = await firefox.popup();
  await popup.screen.says('The server does not know this extension.');
});
