import { expect } from 'vitest';
import { clockShift } from '../../server/testing/clock/clock-shift.ts';
import { extensionOrigin } from '../harness/extension-id.ts';
import { ExtensionsPage } from '../harness/extensions-page.ts';
import { oidcForSlot, SignInTab } from '../harness/oidc.ts';
import { Popup } from '../harness/popup.ts';
import { test as withServer } from '../harness/test.ts';
import { openPrivatePopup, openWindow } from '../harness/windows.ts';

const test = withServer
  .extend('oidc', async ({ onTestFinished }) => {
    const oidc = await oidcForSlot();
    onTestFinished(() => oidc.provider.stop());
    return oidc;
  })
  .override('settings', ({ oidc }) => oidc.settings);

const popupUrl = `${extensionOrigin}/popup.html`;

test('two windows wait for one sign-in, and either shows its tab', async ({ browser }) => {
  const first = await browser.popup();
  await first.continueWith('Acme');
  const second = new Popup(await openWindow(first, popupUrl, { isPrivate: false }));
  await second.waitsForTab();
  const tab = new SignInTab(await second.showTabAgain());
  await tab.typeName('ada');
  await tab.agree();
  await first.showsAccount('ada');
  await second.showsAccount('ada');
});

test('a private window signs in somebody else at the same time, and neither meets the other', async ({
  browser,
}) => {
  await (await ExtensionsPage.open(browser)).allowInPrivateWindows();
  const normal = await browser.popup();
  const secret = await openPrivatePopup(normal, popupUrl);
  const normalTab = new SignInTab(await normal.continueWith('Acme'));
  await secret.showsForm();
  const secretTab = new SignInTab(await secret.continueWith('Acme'));
  await normalTab.typeName('ada');
  await secretTab.typeName('grace');
  await secretTab.agree();
  await secret.showsAccount('grace');
  await normal.waitsForTab();
  await normalTab.agree();
  await normal.showsAccount('ada');
  await secret.page.reload();
  await secret.showsAccount('grace');
});

for (const [words, shiftMs] of [
  ['ahead', 600_000],
  ['behind', -600_000],
] as const) {
  test(`with a server whose clock is 10 minutes ${words}, I am signed in`, async ({ server, browser }) => {
    await server.stop();
    await server.start(clockShift(shiftMs));
    const popup = await browser.popup();
    const tab = new SignInTab(await popup.continueWith('Acme'));
    await popup.waitsForTab();
    await tab.typeName('ada');
    await tab.agree();
    await popup.showsAccount('ada');
    expect(await server.count('latchkey_sign_in_total', { action: 'flow', outcome: 'ok' })).toBe(1);
  });
}
