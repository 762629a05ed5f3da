import type { Page } from 'playwright';
import { Authenticator } from '../harness/passkeys.ts';
import { Screen, type Theatre } from './screen.ts';

const width = 360;

/** Signing in on a page in a tab: the popup before, meanwhile and after, and the pages of the flow. */
export async function signInScreens(theatre: Theatre): Promise<void> {
  const { browser, language, look } = theatre;
  const { page } = await browser.popup();
  await page.setViewportSize({ width, height: 640 });
  const popup = new Screen(page, language);
  const { t } = popup;
  const begin = async (): Promise<Page> => {
    const tab = browser.context.waitForEvent('page');
    await popup.button(t('signIn.continueWith', ['Acme'])).click();
    return tab;
  };

  await popup.button(t('signIn.continueWith', ['Acme'])).waitFor();
  await look('popup-ways', page);
  const tab = await begin();
  await tab.locator('input[name=login]').waitFor();
  await popup.button(t('tabWait.show')).waitFor();
  await look('popup-tab-wait', page);

  await tab.locator('input[name=login]').fill('ada');
  await tab.locator('input[name=password]').fill('any');
  await tab.locator('button[type=submit]').click();
  await tab.getByRole('button', { name: 'Continue' }).click();
  await tab.locator('form[action$=approve] input').waitFor({ state: 'attached' });
  const flow = tab.url();
  await lookAtPage(theatre, 'sign-in-confirm', tab);
  await tab.goto(`${flow}/ways`);
  await lookAtPage(theatre, 'sign-in-choice', tab);
  await tab.goto(flow.replace(/[^/]+$/, 'unknown'));
  await lookAtPage(theatre, 'sign-in-expired', tab);
  await tab.goto(flow);
  await tab.locator('form[action$=deny] button').click();
  await tab.waitForURL(`${flow}/done`);
  await lookAtPage(theatre, 'sign-in-denied', tab);
  await popup.says(t('signedOut.flowDenied'));
  await look('popup-flow-denied', page);

  const second = await begin();
  await second.locator('input[name=ticket], button').first().waitFor({ state: 'attached' });
  const next = second.url().replace(/\/(ways|done)$/, '');
  await second.goto(`${next}/with/password`);
  await second.locator('#username').fill('ada');
  await second.locator('#password').fill('a guess');
  await second.locator('form[action$=password] button').click();
  await second.locator('.notice').waitFor();
  await lookAtPage(theatre, 'sign-in-password', second);
  await second.goto(`${next}/with/passkey`);
  await lookAtPage(theatre, 'sign-in-passkey', second);
  await browser.context.clearCookies({ name: /^flow-/ });
  await second.goto(next);
  await lookAtPage(theatre, 'sign-in-other-browser', second);

  await popup.button(t('tabWait.cancel')).click();
  await popup.button(t('signIn.continueWith', ['Acme'])).waitFor();
  const third = await begin();
  await third.locator('form[action$=approve] button').click();
  await third.waitForURL(/\/done$/);
  await lookAtPage(theatre, 'sign-in-done', third);
  await accountScreens(theatre, popup);
}

/** The account of somebody who has no password. */
async function accountScreens(theatre: Theatre, popup: Screen): Promise<void> {
  const { browser, language, look } = theatre;
  const { page } = await browser.options();
  await page.setViewportSize({ width: 900, height: 640 });
  const options = new Screen(page, language);
  const { t } = options;
  const opens = async (name: string): Promise<Page> => {
    const tab = browser.context.waitForEvent('page');
    await options.button(name).click();
    return tab;
  };
  await options.says(t('ways.only'));
  const tab = await opens(t('ways.addPasskey'));
  await tab.locator('form[data-passkey]').waitFor();
  await lookAtPage(theatre, 'sign-in-add-passkey', tab);
  await Authenticator.in(tab);
  await tab.locator('form[data-passkey] button').click();
  await tab.waitForURL(/\/done$/);
  await lookAtPage(theatre, 'sign-in-added', tab);
  await page.reload();
  await page.getByText(t('ways.remove'), { exact: true }).first().click();
  await look('options-ways', page);
  await page.setViewportSize({ width: 320, height: 640 });
  await look('options-ways-narrow', page);

  const removal = await opens(t('deletion.openTab'));
  await removal.waitForURL(/\/sign-in\//);
  await lookAtPage(theatre, 'sign-in-prove', removal);
  await removal.locator('a.button').first().click();
  await removal.locator('form[action$=approve] button').waitFor();
  await lookAtPage(theatre, 'sign-in-confirm-removal', removal);
  await removal.locator('form[action$=approve] button').click();
  await removal.waitForURL(/\/done$/);
  await lookAtPage(theatre, 'sign-in-removed', removal);
  // The browser of the tests gives the focus to all of its pages at once, and tells none.
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await options.says(t('deletion.done'));
  await look('options-deleted-in-tab', page);
  await popup.button(t('signIn.continueWith', ['Acme'])).waitFor();
  await look('popup-deleted-in-tab', popup.page);
}

/** Wide, and as narrow as pages are asked to be. */
async function lookAtPage({ look }: Theatre, name: string, page: Page): Promise<void> {
  await page.setViewportSize({ width: 900, height: 640 });
  await look(name, page, 'main');
  await page.setViewportSize({ width: 320, height: 640 });
  await look(`${name}-narrow`, page, 'main');
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (overhang > 0) throw new Error(`${name} scrolls sideways by ${overhang} px.`);
}
