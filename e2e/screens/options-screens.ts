import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { CookieThief } from '../harness/cookie-thief.ts';
import { Screen, type Theatre } from './screen.ts';

const wide = { width: 960, height: 720 };
/** WCAG 2.2, 1.4.10: nothing may scroll sideways here. */
const narrow = { width: 320, height: 640 };

export async function optionsScreens(theatre: Theatre): Promise<void> {
  const { browser, language, look } = theatre;
  const options = new Screen((await browser.options()).page, language);
  await options.page.setViewportSize(wide);
  await options.button(options.t('signIn.signIn')).waitFor();
  await look('options-signed-out', options.page);
  await options.register(ada);
  await sessions(theatre, options);
  await security(theatre, options);
  await deletion(theatre, options);
  await serverAway(theatre, options);
}

async function sessions({ server, browser, look }: Theatre, options: Screen): Promise<void> {
  const { page, t } = options;
  await options.says(t('sessions.only'));
  await OtherDevice.signIn(server, ada);
  await OtherDevice.signIn(server, ada);
  const thief = await CookieThief.copy(server, browser.context);
  await thief.refreshWithOwnKey();
  await page.evaluate(() => chrome.runtime.sendMessage({ latchkey: 'call', call: { type: 'nonsense' } }));
  await page.reload();
  await options.says(t('denied.malformed'));
  await options.says(t('doctor.allWell'));
  await look('options-account', page);
  await page.setViewportSize(narrow);
  await look('options-account-narrow', page);
  await staysWithin(options);
  await page.setViewportSize(wide);
  const end = page.getByRole('button', { name: t('sessions.end') }).first();
  await end.click();
  await options.button(t('sessions.endOthers')).click();
  await options.button(t('account.signOutEverywhere')).click();
  await look('options-questions', page);
  await page.reload();
}

async function security({ look }: Theatre, options: Screen): Promise<void> {
  const { page, t } = options;
  await options.button(t('security.changePassword')).click();
  await options.says(t('signIn.passwordMissing'));
  await look('options-password-missing', page);
  await options.field(t('security.currentPassword')).fill('not the password');
  await options.field(t('security.newPassword')).fill('another fine password');
  await options.button(t('security.changePassword')).click();
  await options.says(t('security.currentPasswordWrong'));
  await look('options-password-wrong', page);
  await options.field(t('security.currentPassword')).fill(ada.password);
  await options.button(t('security.changePassword')).click();
  await options.says(t('security.passwordChanged'));
  await look('options-password-changed', page);
}

async function deletion({ look }: Theatre, options: Screen): Promise<void> {
  const { page, t } = options;
  await options.button(t('deletion.open')).click();
  await options.button(t('deletion.confirm')).click();
  await options.says(t('signIn.passwordMissing'));
  await look('options-deletion', page);
  await page.setViewportSize(narrow);
  await staysWithin(options);
  await page.setViewportSize(wide);
}

async function serverAway({ server, look }: Theatre, options: Screen): Promise<void> {
  const { page, t } = options;
  await server.stop();
  await page.reload();
  await options.says(t('doctor.advice.serverUnreachable'));
  await look('options-offline', page);
}

async function staysWithin({ page }: Screen): Promise<void> {
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (overhang > 0) throw new Error(`The page scrolls sideways by ${overhang} px.`);
}
