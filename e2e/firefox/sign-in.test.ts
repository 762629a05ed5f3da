import { defaultExtensionOrigin } from 'latchkey-server';
import { ada } from '../../server/testing/accounts.ts';
import { test } from '../harness/firefox/test.ts';
import { signIn } from '../promises/sign-in.ts';

for (const { title, keep } of signIn) {
  test(title, ({ server, firefox, site }) => keep({ server, browser: firefox, site }));
}

test('the doctor finds nothing wrong with whoever is signed in', async ({ firefox }) => {
  await (await firefox.popup()).register(ada);
  await (await firefox.options()).says('Everything is in order.');
});

test('a server that was not set up for Firefox is told in a sentence', async ({ server, firefox }) => {
  await server.stop();
  await server.start({ LATCHKEY_EXTENSION_ORIGINS: defaultExtensionOrigin });
  await firefox.renew();
  const popup = await firefox.popup();
  await popup.screen.says('The server does not know this extension.');
});
