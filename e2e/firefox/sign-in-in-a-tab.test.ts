import type { Page } from 'puppeteer-core';
import { until } from '../../server/testing/until.ts';
import type { Firefox } from '../harness/firefox/firefox.ts';
import { Screen } from '../harness/firefox/screen.ts';
import { forFirefox, test as inFirefox } from '../harness/firefox/test.ts';
import { oidcForSlot } from '../harness/oidc.ts';

const test = inFirefox
  .extend('oidc', async ({ onTestFinished }) => {
    const oidc = await oidcForSlot();
    onTestFinished(() => oidc.provider.stop());
    return oidc;
  })
  .override('settings', ({ oidc }) => ({ ...oidc.settings, ...forFirefox }));

const tabAt = (firefox: Firefox, address: string): Promise<Page> =>
  until(`a tab is at ${address}`, async () => {
    const pages = await firefox.browser.pages();
    return pages.find((page) => page.url().startsWith(address)) ?? null;
  });

/** Types into the provider's own form, and agrees to what it asks. */
async function typeAtProvider(page: Page, name: string): Promise<void> {
  await until('the form is there', () =>
    page.evaluate(() => document.querySelector('[name=login]') !== null),
  );
  await page.evaluate((login) => {
    for (const input of document.querySelectorAll<HTMLInputElement>('[name=login], [name=password]')) {
      input.value = login;
    }
    document.querySelector<HTMLButtonElement>('[type=submit]')?.click();
  }, name);
  await new Screen(page).press('Continue');
}

test('a person signs in at a real provider, also when the event page is stopped meanwhile', async ({
  oidc,
  firefox,
}) => {
  const popup = await firefox.popup();
  await popup.screen.press('Continue with Acme');
  const tab = await tabAt(firefox, oidc.provider.issuer);
  await popup.screen.says('Go on with Acme in the tab that has opened.');
  await firefox.eventPage.stop();
  await typeAtProvider(tab, 'ada');
  const page = new Screen(tab);
  await firefox.eventPage.stop();
  await page.press('Yes, sign in as ada');
  await page.says('You are signed in');
  await popup.showsAccount('ada');
});

/** Each site has cookies of its own then, and what the extension is given is none of the tab's. */
async function isolateFirstParties(firefox: Firefox, onTestFinished: (undo: () => Promise<void>) => void) {
  const isolate = (value: boolean) =>
    firefox.internals.run<void>(`Services.prefs.setBoolPref('privacy.firstparty.isolate', ${value});`);
  await isolate(true);
  onTestFinished(() => isolate(false));
}

test('a tab without the cookie, as under first-party isolation, says so and signs nobody in', async ({
  server,
  firefox,
  onTestFinished,
}) => {
  await isolateFirstParties(firefox, onTestFinished);
  const popup = await firefox.popup();
  await popup.screen.press('Continue with Acme');
  const tab = await tabAt(firefox, `${server.url}/sign-in/`);
  await new Screen(tab).says('cookies are blocked for this site');
  await popup.screen.press('Cancel');
  await popup.showsForm();
});

const withCode = test.extend('settings', ({ oidc }) => ({
  ...oidc.settings,
  ...forFirefox,
  LATCHKEY_SIGN_IN_CODE: 'on',
}));

withCode(
  'where a code may stand in for the cookie, the popup shows it, and I am signed in',
  async ({ oidc, server, firefox, onTestFinished }) => {
    await isolateFirstParties(firefox, onTestFinished);
    const popup = await firefox.popup();
    await popup.screen.press('Continue with Acme');
    const tab = await tabAt(firefox, `${server.url}/sign-in/`);
    const page = new Screen(tab);
    await page.says('Which code does your extension show?');
    await popup.screen.says('If the page asks for a code');
    const [code = ''] = /[A-Z]{4}-[A-Z]{4}/.exec(await popup.screen.text()) ?? [];
    await page.fill('Code', code);
    await page.press('Continue');
    await tabAt(firefox, oidc.provider.issuer);
    await typeAtProvider(tab, 'ada');
    await page.press('Yes, sign in as ada');
    await page.says('You are signed in');
    await popup.showsAccount('ada');
  },
);
