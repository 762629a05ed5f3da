import type { Page } from 'playwright';
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
  await tab.locator('input[name=ticket]').waitFor({ state: 'attached' });
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
  await browser.context.clearCookies({ name: /^flow-/ });
  await second.goto(flow);
  await lookAtPage(theatre, 'sign-in-other-browser', second);
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
