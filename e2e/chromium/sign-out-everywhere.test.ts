import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { until } from '../../server/testing/until.ts';
import { test } from '../harness/test.ts';
import { signOut } from '../promises/sign-out.ts';

for (const { title, keep } of signOut) {
  test(title, ({ server, browser, site }) => keep({ server, browser, site }));
}

test('a sign-out while the server is away is a sign-out', async ({ server, browser }) => {
  const popup = await browser.popup();
  await popup.register(ada);
  await server.stop();
  await popup.signOut();
  await server.start();
  await popup.page.reload();
  await popup.showsForm();
});

test('a sign-out everywhere that the server could not be told says so, and holds when the server is back', async ({
  server,
  browser,
}) => {
  const popup = await browser.popup();
  await popup.register(ada);
  const elsewhere = await OtherDevice.signIn(server, ada);
  await server.stop();
  await popup.signOutEverywhere();
  await popup.says('You are signed out on this device only, so far');
  const options = await browser.options();
  await options.says('You are signed out on this device only, so far');
  await server.start();
  await until('the other device is refused', async () => {
    await popup.page.reload();
    return !(await elsewhere.isSignedIn());
  });
});
