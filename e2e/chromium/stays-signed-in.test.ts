import { ada } from '../../server/testing/accounts.ts';
import { test } from '../harness/test.ts';
import { staysSignedIn } from '../promises/restart.ts';

test(staysSignedIn.title, ({ server, browser, site }) => staysSignedIn.keep({ server, browser, site }));

test('a browser that opens while the server is away is signed in again as soon as it is back', async ({
  server,
  browser,
  site,
}) => {
  await (await browser.popup()).register(ada);
  await browser.close();
  await server.stop();
  await browser.open();
  const popup = await browser.popup();
  await server.start();
  await popup.page.reload();
  await popup.showsAccount(ada.username);
  const tab = await browser.visit(site.page('article'));
  await tab.notes.open();
  await tab.notes.add('After the outage');
});
