import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { test } from '../harness/firefox/test.ts';

test('cookies blocked for the server’s address: signing in says so, and the doctor names the cause', async ({
  server,
  firefox,
  onTestFinished,
}) => {
  const device = await OtherDevice.register(server, ada);
  await firefox.setCookiePermission(server.url, 'deny');
  onTestFinished(() => firefox.setCookiePermission(server.url, 'default'));
  const popup = await firefox.popup();
  await popup.tryToSignIn(ada);
  await popup.screen.says('This browser does not keep the cookie of Latchkey');
  const { sessions } = await (await device.get('/auth/sessions')).json();
  expect(sessions).toHaveLength(1);
  await (await firefox.options()).says('This browser keeps no cookies for the server');
});

test('cookies blocked everywhere: extensions are spared, and the next token comes as ever', async ({
  firefox,
  onTestFinished,
}) => {
  await firefox.setPreference('network.cookie.cookieBehavior', 2);
  onTestFinished(() => firefox.setPreference('network.cookie.cookieBehavior', null));
  await (await firefox.popup()).register(ada);
  await (await firefox.options()).says('Everything is in order.');
});
