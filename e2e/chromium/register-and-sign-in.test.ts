import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { test } from '../harness/test.ts';

test('a new person registers through the popup and is signed in', async ({ server, browser }) => {
  const popup = await browser.popup();
  await popup.register(ada);
  const elsewhere = await OtherDevice.signIn(server, ada);
  expect(await elsewhere.isSignedIn()).toBe(true);
});

test('a person with an account signs in through the popup, and the next popup shows them at once', async ({
  server,
  browser,
}) => {
  await OtherDevice.register(server, ada);
  const popup = await browser.popup();
  await popup.signIn(ada);
  await popup.page.close();
  const next = await browser.popup();
  await next.showsAccount(ada.username);
});

test('password managers can fill the form', async ({ browser }) => {
  const popup = await browser.popup();
  await expect.poll(() => popup.username.getAttribute('autocomplete')).toBe('username');
  expect(await popup.password.getAttribute('autocomplete')).toBe('current-password');
  await popup.chooseToRegister();
  await expect.poll(() => popup.password.getAttribute('autocomplete')).toBe('new-password');
});
