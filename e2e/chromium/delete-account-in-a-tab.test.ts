import type { Page } from 'playwright';
import { expect } from 'vitest';
import { until } from '../../server/testing/until.ts';
import type { Browser } from '../harness/browser.ts';
import { oidcForSlot, SignInTab } from '../harness/oidc.ts';
import type { Options } from '../harness/options.ts';
import { test as base } from '../harness/test.ts';

const test = base
  .extend('oidc', async ({ onTestFinished }) => {
    const oidc = await oidcForSlot();
    onTestFinished(() => oidc.provider.stop());
    return oidc;
  })
  .override('settings', ({ oidc }) => oidc.settings);

const farewell = 'Your account is deleted, with its notes and sessions.';

async function signInAtProvider(browser: Browser): Promise<void> {
  const popup = await browser.popup();
  const tab = new SignInTab(await popup.continueWith('Acme'));
  await tab.typeName('ada');
  await tab.agree();
  await popup.showsAccount('ada');
}

async function askToDelete(options: Options): Promise<Page> {
  const tab = options.page.context().waitForEvent('page');
  await options.page.getByRole('button', { name: 'Go on in a tab' }).click();
  return tab;
}

test('I delete my account in a tab: the account page says that alone, and this browser keeps nothing of it', async ({
  browser,
  site,
}) => {
  await signInAtProvider(browser);
  const { notes } = await browser.visit(site.page('article'));
  await notes.open();
  await notes.newNote.fill('half a thought');
  await notes.keepsDraft('half a thought');
  const options = await browser.options();
  const tab = await askToDelete(options);
  await tab.locator('form[action$=approve] button').click();
  await tab.getByText('The account is deleted').first().waitFor();

  await options.comeBack();
  await options.says(farewell);
  await options.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await options.page.locator('main .notice').allTextContents()).toEqual([farewell]);
  await until('the draft is gone', async () => !(await notes.keptDrafts()).includes('half a thought'));
});

test('I go there twice, think better of it and sign out: nothing is called deleted, and my draft is kept', async ({
  browser,
  site,
}) => {
  await signInAtProvider(browser);
  const article = site.page('article');
  const before = await browser.visit(article);
  await before.notes.open();
  await before.notes.newNote.fill('half a thought');
  await before.notes.keepsDraft('half a thought');

  const options = await browser.options();
  for (let press = 0; press < 2; press += 1) await (await askToDelete(options)).close();
  await options.page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await options.page.getByRole('button', { name: 'Continue with Acme' }).waitFor();
  expect(await options.page.locator('main .notice').count()).toBe(0);

  const popup = await browser.popup();
  const tab = new SignInTab(await popup.continueWith('Acme'));
  await tab.agree();
  await popup.showsAccount('ada');
  await before.notes.keepsDraft('half a thought');
});
