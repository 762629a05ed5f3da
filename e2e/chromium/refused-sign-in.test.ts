import { expect } from 'vitest';
import { type Account, ada, grace } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import type { Popup } from '../harness/popup.ts';
import { test } from '../harness/test.ts';

async function keepsWhatWasTyped(popup: Popup, { username, password }: Account): Promise<void> {
  expect(await popup.username.inputValue()).toBe(username);
  expect(await popup.password.inputValue()).toBe(password);
}

test('a wrong password is told in a sentence and keeps what was typed', async ({ server, browser }) => {
  await OtherDevice.register(server, ada);
  const popup = await browser.popup();
  const mistyped = { ...ada, password: 'correct horse battery stable' };
  await popup.tryToSignIn(mistyped);
  await popup.says('The username or the password is wrong.');
  await keepsWhatWasTyped(popup, mistyped);
  await popup.signIn(ada);
});

test('a taken name is told in a sentence and keeps what was typed', async ({ server, browser }) => {
  await OtherDevice.register(server, ada);
  const popup = await browser.popup();
  const second = { username: ada.username, password: grace.password };
  await popup.tryToRegister(second);
  await popup.says('This name is taken.');
  await keepsWhatWasTyped(popup, second);
});

test('a server that is away is told in a sentence and keeps what was typed', async ({ server, browser }) => {
  await OtherDevice.register(server, ada);
  const popup = await browser.popup();
  await popup.showsForm();
  await server.stop();
  await popup.tryToSignIn(ada);
  await popup.says('The server cannot be reached.');
  await keepsWhatWasTyped(popup, ada);
  await server.start();
  await popup.signIn(ada);
});

test('a closed sign-up is told in a sentence and keeps what was typed', async ({ server, browser }) => {
  await server.stop();
  await server.start({ LATCHKEY_SIGNUP: 'closed' });
  const popup = await browser.popup();
  await popup.tryToRegister(ada);
  await popup.says('This server takes no new accounts');
  await keepsWhatWasTyped(popup, ada);
});
