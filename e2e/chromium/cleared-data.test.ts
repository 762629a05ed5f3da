import { ada } from '../../server/testing/accounts.ts';
import { extensionOrigin } from '../harness/extension-id.ts';
import { forgetAccessToken } from '../harness/inside-worker.ts';
import { test } from '../harness/test.ts';

test('the extension’s data cleared: the popup says why, and after signing in again nobody is called a thief', async ({
  browser,
}) => {
  const popup = await browser.popup();
  await popup.register(ada);
  const session = await browser.context.newCDPSession(popup.page);
  await session.send('Storage.clearDataForOrigin', { origin: extensionOrigin, storageTypes: 'indexeddb' });
  await forgetAccessToken(browser);

  await popup.page.reload();
  await popup.says('This browser no longer has the key that your session needs.');
  await popup.signIn(ada);
  const security = await browser.options('security');
  await security.says('Nobody has tried.');
  await security.says('You are signed in on this device only.');
});
