import { expect, inject } from 'vitest';
import { Browser } from '../harness/browser.ts';
import { test as withNetwork } from '../harness/faulty-network.ts';
import { oidcForSlot, SignInTab } from '../harness/oidc.ts';
import type { Popup } from '../harness/popup.ts';
import { slot } from '../harness/slot.ts';

const test = withNetwork
  .extend('oidc', async ({ onTestFinished }) => {
    const oidc = await oidcForSlot();
    onTestFinished(() => oidc.provider.stop());
    return oidc;
  })
  .override('settings', ({ oidc }) => oidc.settings);

/** At the provider's own form, by the popup's button. */
async function atProvider(popup: Popup): Promise<SignInTab> {
  const tab = new SignInTab(await popup.continueWith('Acme'));
  await tab.page.locator('input[name=login]').waitFor();
  return tab;
}

const isSignedOut = (browser: Browser): Promise<void> => browser.popup().then((popup) => popup.showsForm());

test('a person signs in at a real provider, and popup and tabs know it', async ({ browser, site }) => {
  const notes = await browser.visit(site.page('article'));
  const popup = await browser.popup();
  const tab = await atProvider(popup);
  await popup.waitsForTab();
  await tab.typeName('ada');
  await tab.agree();
  await tab.says('You are signed in');
  await popup.showsAccount('ada');
  await notes.notes.open();
  await notes.notes.add('Written after Acme');
});

test('the popup may close at once, and the worker may stop at every step', async ({ browser }) => {
  const popup = await browser.popup();
  const tab = await atProvider(popup);
  await popup.page.close();
  await browser.worker.stop();
  await tab.typeName('ada');
  await browser.worker.stop();
  await tab.agree();
  await browser.worker.stop();
  await tab.says('You are signed in');
  await browser.worker.stop();
  await (await browser.popup()).showsAccount('ada');
});

test('a browser that is closed in the middle goes on where it was', async ({ browser }) => {
  const tab = await atProvider(await browser.popup());
  await tab.typeName('ada');
  await browser.close();
  await browser.open();
  const popup = await browser.popup();
  await popup.waitsForTab();
  const again = new SignInTab(await popup.showTabAgain());
  await again.asks('ada');
  await again.agree();
  await popup.showsAccount('ada');
});

test('a claim of which the answer is lost brings the session all the same, and one only', async ({
  server,
  network,
  browser,
}) => {
  const popup = await browser.popup();
  const tab = await atProvider(popup);
  await tab.typeName('ada');
  let lost = 0;
  network.plan = (path) => {
    if (!path.endsWith('/claim') || lost === 3) return { is: 'none' };
    lost += 1;
    return { is: 'drop-answer' };
  };
  await tab.agree();
  await popup.showsAccount('ada');
  expect(lost).toBe(3);
  expect(await server.count('latchkey_sign_in_total', { action: 'flow', outcome: 'ok' })).toBe(1);
});

test('a tab that is closed, and a no on the page, are told in a sentence', async ({ browser }) => {
  const popup = await browser.popup();
  const closed = await atProvider(popup);
  await closed.page.close();
  await popup.says('The tab was closed before you were done');
  await popup.showsForm();

  const refused = await atProvider(popup);
  await refused.typeName('ada');
  await refused.refuse();
  await refused.says('Nobody was signed in');
  await popup.says('The sign-in was called off on its page');
});

test('given up in the popup, its page is over too', async ({ browser }) => {
  const popup = await browser.popup();
  const tab = await atProvider(popup);
  await popup.page.getByRole('button', { name: 'Cancel' }).click();
  await popup.showsForm();
  await tab.typeAtProvider('ada');
  await tab.says('Nobody was signed in');
  await isSignedOut(browser);
});

test('a flow begun in one browser and opened in another signs nobody in', async ({
  network,
  browser,
  onTestFinished,
}) => {
  const chromium = inject('chromium');
  if ('missing' in chromium) throw new Error(chromium.missing);
  const victim = await Browser.create(chromium.path, slot().extensionFolder);
  onTestFinished(() => victim.discard());
  const mallory = await browser.popup();
  let path = '';
  network.observe = (seen) => {
    if (seen.path.startsWith('/sign-in/')) path = seen.path;
  };
  await atProvider(mallory);
  const address = network.url + path;

  const page = new SignInTab((await victim.visit(address)).page);
  await page.says('This sign-in was begun elsewhere');
  expect(await page.page.locator('main').getByRole('button').count()).toBe(0);
  await mallory.waitsForTab();
  await isSignedOut(victim);
});

test('a cookie that the tab does not have is told in a sentence', async ({ browser }) => {
  const popup = await browser.popup();
  const tab = await atProvider(popup);
  await browser.context.clearCookies({ name: /^flow-/ });
  await tab.typeAtProvider('ada');
  await tab.says('cookies are blocked for this site');
});

test('a provider that is down is told in a sentence, and the password form is still there', async ({
  oidc,
  browser,
}) => {
  await oidc.provider.stop();
  const popup = await browser.popup();
  const tab = new SignInTab(await popup.continueWith('Acme'));
  await tab.says('Acme can not be reached at the moment');
  await tab.page.getByRole('button', { name: 'Cancel' }).click();
  await popup.showsForm();
});
