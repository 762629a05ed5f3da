import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import type { Browser } from '../harness/browser.ts';
import { SignInTab } from '../harness/oidc.ts';
import { Authenticator } from '../harness/passkeys.ts';
import { test } from '../harness/test.ts';

/** Makes one on the account page, and stays there. */
async function makePasskey(browser: Browser, name: string) {
  const options = await browser.options();
  const tab = await options.addWay('a passkey');
  const authenticator = await Authenticator.in(tab);
  await tab.getByLabel('Name of the passkey').fill(name);
  await tab.getByRole('button', { name: 'Make the passkey' }).click();
  await new SignInTab(tab).says('It is added');
  const passkeys = await authenticator.passkeys();
  await tab.close();
  await options.comeBack();
  await options.way(`Passkey: ${name}`).waitFor();
  return { options, passkeys };
}

/** The tab in which the popup lets somebody sign in by a passkey. */
async function atPasskey(browser: Browser, passkeys: Awaited<ReturnType<Authenticator['passkeys']>>) {
  const popup = await browser.popup();
  const tab = await popup.continueWith('a passkey');
  const authenticator = await Authenticator.in(tab, passkeys);
  const use = () => tab.getByRole('button', { name: 'Sign in with a passkey' }).click();
  return { popup, tab: new SignInTab(tab), authenticator, use };
}

test('I add a passkey on the account page, and sign in by it from then on', async ({ browser }) => {
  const popup = await browser.popup();
  await popup.register(ada);
  const { passkeys } = await makePasskey(browser, 'My laptop');
  expect(passkeys).toHaveLength(1);
  await popup.signOut();

  const signIn = await atPasskey(browser, passkeys);
  await signIn.use();
  await signIn.tab.says('You are signed in');
  await signIn.popup.showsAccount(ada.username);
});

test('without finger and PIN I am told to try again, and do', async ({ browser }) => {
  await (await browser.popup()).register(ada);
  const { passkeys } = await makePasskey(browser, 'My laptop');
  await (await browser.popup()).signOut();
  const none = await atPasskey(browser, []);
  await none.use();
  await none.tab.says('No passkey was used');
  await none.tab.page.getByRole('button', { name: 'Cancel' }).click();

  const { popup, tab, authenticator, use } = await atPasskey(browser, passkeys);
  await authenticator.refuse();
  await use();
  await tab.says('No passkey was used');
  await tab.page.getByRole('link', { name: 'Choose another way' }).click();
  await tab.page.getByRole('link', { name: 'Continue with a passkey' }).click();
  await authenticator.agree();
  await use();
  await tab.says('You are signed in');
  await popup.showsAccount(ada.username);
});

test('a passkey that I have removed opens nothing', async ({ browser }) => {
  const popup = await browser.popup();
  await popup.register(ada);
  const { options, passkeys } = await makePasskey(browser, 'My old laptop');
  await options.removeWay('Passkey: My old laptop');
  await options.says('Passkey: My old laptop is removed.');
  await popup.signOut();
  const signIn = await atPasskey(browser, passkeys);
  await signIn.use();
  await signIn.tab.says('This passkey belongs to no account here');
});
