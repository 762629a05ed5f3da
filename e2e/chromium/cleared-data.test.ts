import { ada } from '../../server/testing/accounts.ts';
import { clearExtensionData } from '../harness/inside-worker.ts';
import { test } from '../harness/test.ts';

test('the extension’s data cleared: the popup says why, and after signing in again nobody is called a thief', async ({
  browser,
}) => {
  const before = await browser.popup();
  await before.register(ada);
  await before.page.close();
  await clearExtensionData(browser);

  const popup = await browser.popup();
  await popup.says('This browser no longer has the key that your session needs.');
  await popup.signIn(ada);
  const security = await browser.options('security');
  await security.says('Nobody has tried.');
  await security.says('You are signed in on this device only.');
});
