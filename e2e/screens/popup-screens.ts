import { ada, grace } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import type { Browser, Language } from '../harness/browser.ts';
import { CookieThief } from '../harness/cookie-thief.ts';
import { Screen, type Theatre } from './screen.ts';

const width = 360;

export async function popupScreens(theatre: Theatre): Promise<void> {
  const { browser, language } = theatre;
  const popup = await open(browser, language);
  await signedOut(theatre, popup);
  await refused(theatre, popup);
  await working(theatre);
  await popup.fill(ada);
  await popup.button(popup.t('signIn.createAccount')).click();
  await popup.page.getByRole('heading', { name: ada.username }).waitFor();
  await signedIn(theatre, popup);
  await serverAway(theatre, popup);
}

async function open(browser: Browser, language: Language): Promise<Screen> {
  const { page } = await browser.popup();
  await page.setViewportSize({ width, height: 480 });
  return new Screen(page, language);
}

async function signedOut({ look }: Theatre, popup: Screen): Promise<void> {
  const { page, t } = popup;
  await popup.button(t('signIn.signIn')).waitFor();
  await look('popup-sign-in', page);
  await popup.button(t('signIn.signIn')).click();
  await popup.says(t('signIn.passwordMissing'));
  await look('popup-fields-missing', page);
  await popup.field(t('signIn.password')).fill('shown to whoever looks');
  await popup.button(t('signIn.showPassword')).click();
  await popup.field(t('signIn.password')).evaluate((field) => {
    const event = new KeyboardEvent('keydown', { key: 'A', modifierCapsLock: true, bubbles: true });
    field.dispatchEvent(event);
  });
  await popup.says(t('signIn.capsLock'));
  await look('popup-password-shown', page);
}

async function refused({ server, look }: Theatre, popup: Screen): Promise<void> {
  const { page, t } = popup;
  await popup.fill({ ...ada, password: 'not the password' });
  await popup.button(t('signIn.signIn')).click();
  await popup.says(t('error.invalid_credentials'));
  await look('popup-wrong-password', page);
  await popup.button(t('signIn.toRegister')).click();
  await look('popup-register', page);
  await popup.fill({ ...ada, password: 'password123' });
  await popup.button(t('signIn.createAccount')).click();
  await popup.says(t('error.weak_password'));
  await look('popup-weak-password', page);
  await OtherDevice.register(server, grace);
  await popup.fill(grace);
  await popup.button(t('signIn.createAccount')).click();
  await popup.says(t('error.username_taken'));
  await look('popup-name-taken', page);
}

/** In a popup of its own: how its sign-in ends is not what is looked at, and a look takes its time. */
async function working({ browser, server, language, look }: Theatre): Promise<void> {
  const popup = await open(browser, language);
  const { page, t } = popup;
  server.freeze();
  await popup.fill(ada);
  await popup.button(t('signIn.createAccount')).click();
  await page.getByRole('progressbar').waitFor();
  await look('popup-working', page);
  await page.close();
  server.thaw();
}

async function signedIn({ server, browser, look }: Theatre, popup: Screen): Promise<void> {
  const { page, t } = popup;
  await popup.says(t('account.devices', 1));
  await look('popup-account', page);
  // The browser tells the address of the server's own pages without a click on the toolbar button.
  const article = await browser.visit(`${server.url}/try`);
  await article.page.bringToFront();
  const thief = await CookieThief.copy(server, browser.context);
  await thief.refreshWithOwnKey();
  await page.reload();
  await popup.says(t('account.seeRefused'));
  await page.getByRole('switch').waitFor();
  await look('popup-refused-attempt', page);
  await popup.button(t('account.signOutEverywhere')).click();
  await look('popup-sign-out-question', page);
}

async function serverAway({ server, look }: Theatre, popup: Screen): Promise<void> {
  const { page, t } = popup;
  await server.stop();
  await page.reload();
  await popup.says(t('account.offline'));
  await look('popup-offline', page);
  await popup.button(t('account.signOutEverywhere')).click();
  await popup.button(t('account.signOutEverywhereConfirm')).click();
  await popup.says(t('signedOut.unfinishedEverywhere'));
  await look('popup-half-signed-out', page);
  await popup.fill(ada);
  await popup.button(t('signIn.signIn')).click();
  await popup.says(t('error.offline'));
  await look('popup-sign-in-offline', page);
  await server.start();
  await popup.register({ ...ada, username: 'W'.repeat(64) });
  await look('popup-long-name', page);
}
