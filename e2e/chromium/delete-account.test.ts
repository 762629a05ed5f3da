import { expect } from 'vitest';
import { ada, grace } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { until } from '../../server/testing/until.ts';
import { test } from '../harness/test.ts';

test('I delete my account: it is gone with its notes and sessions, and my name is free', async ({
  server,
  browser,
  site,
}) => {
  const popup = await browser.popup();
  await popup.register(ada);
  const elsewhere = await OtherDevice.signIn(server, ada);
  const tab = await browser.visit(site.page('article'));
  await tab.notes.open();
  await tab.notes.add('Soon gone');

  const options = await browser.options();
  await options.askToDelete();
  await options.confirmDeletion('not my password');
  await options.says('This is not your current password.');
  expect(await elsewhere.isSignedIn()).toBe(true);
  await options.confirmDeletion(ada.password);
  await options.says('Your account is deleted, with its notes and sessions.');

  await tab.notes.asksToSignIn();
  await popup.showsForm();
  await until('the other device is refused', async () => !(await elsewhere.isSignedIn()));
  await popup.tryToSignIn(ada);
  await popup.says('The username or the password is wrong.');
  const successor = await OtherDevice.register(server, { ...ada, password: grace.password });
  expect(await successor.notes(site.page('article'))).toEqual([]);
});

test('I think better of it, and nothing has happened', async ({ browser }) => {
  await (await browser.popup()).register(ada);
  const options = await browser.options();
  await options.askToDelete();
  await until('the question has the focus', () => options.hasFocus(options.password));
  await options.page.keyboard.press('Escape');
  await until('the button has the focus again', () => options.hasFocus(options.deleteButton));
  await options.page.reload();
  await options.deleteButton.waitFor();
});
