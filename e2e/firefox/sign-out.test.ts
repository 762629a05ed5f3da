import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { until } from '../../server/testing/until.ts';
import { test } from '../harness/firefox/test.ts';

test('signing out everywhere holds at once: in every tab, every popup, and on another device', async ({
  server,
  firefox,
  site,
}) => {
  const popup = await firefox.popup();
  await popup.register(ada);
  const other = await firefox.popup();
  await other.showsAccount(ada.username);
  const tabs = [await firefox.visit(site.page('a')), await firefox.visit(site.page('b'))];
  for (const tab of tabs) {
    await tab.notes.open();
    await tab.notes.screen.has('field', 'New note');
  }
  const elsewhere = await OtherDevice.signIn(server, ada);
  expect(await elsewhere.isSignedIn()).toBe(true);

  await popup.signOutEverywhere();
  await until('the other device is refused', async () => !(await elsewhere.isSignedIn()));
  await other.showsForm();
  for (const tab of tabs) await tab.notes.asksToSignIn();
  await until('the cookie is gone', async () => (await firefox.cookies()).length === 0);
});
