import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import type { Browser } from '../harness/browser.ts';
import { clearExtensionData, forgetAccessToken } from '../harness/inside-worker.ts';
import { test } from '../harness/test.ts';

/** Cookies have no ports: what other programs on this host leave behind is sent to the server too. */
async function leaveCookies({ context }: Browser, url: string): Promise<void> {
  const cookies = Array.from({ length: 20 }, (_, n) => ({
    name: `other${n}`,
    value: 'x'.repeat(3_800),
    url,
  }));
  await context.addCookies(cookies);
}

const sentence = 'This browser sends more cookies to the server than it takes.';

test('more cookies of the host than the server takes: it is said before, at and after signing in, and mended by deleting them', async ({
  server,
  browser,
}) => {
  await OtherDevice.register(server, ada);
  await leaveCookies(browser, server.url);
  await clearExtensionData(browser);
  const popup = await browser.popup();
  await popup.says(sentence);
  // Nobody knows yet who is signed in, and yet there is a form.
  await popup.tryToSignIn(ada);
  await popup.page.getByRole('alert').getByText(sentence).waitFor();

  await browser.context.clearCookies();
  await popup.signIn(ada);
  await leaveCookies(browser, server.url);
  await forgetAccessToken(browser);
  const options = await browser.options('doctor');
  await options.says(sentence);
  await browser.context.clearCookies({ name: /^other/ });
  await options.page.reload();
  await options.says('Everything is in order.');
});
