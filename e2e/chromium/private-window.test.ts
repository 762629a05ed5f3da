import { expect } from 'vitest';
import { ada, grace } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { extensionOrigin } from '../harness/extension-id.ts';
import { ExtensionsPage } from '../harness/extensions-page.ts';
import { NotesPanel } from '../harness/notes-panel.ts';
import { test } from '../harness/test.ts';
import { openPrivatePopup, openWindow } from '../harness/windows.ts';

const popupUrl = `${extensionOrigin}/popup.html`;

test('a private window knows nothing of the session beside it, and what is done there stays there', async ({
  server,
  browser,
  site,
}) => {
  await (await ExtensionsPage.open(browser)).allowInPrivateWindows();
  const normal = await browser.popup();
  await normal.register(ada);

  const secret = await openPrivatePopup(normal, popupUrl);
  expect(await secret.page.evaluate(() => chrome.extension.inIncognitoContext)).toBe(true);
  await secret.showsForm();
  await secret.register(grace);
  await normal.page.reload();
  await normal.showsAccount(ada.username);

  const page = await openWindow(normal, site.page('article'), { isPrivate: true });
  const notes = new NotesPanel(page);
  await notes.open();
  await notes.add('Written in private');
  const elsewhere = await OtherDevice.signIn(server, ada);
  expect(await elsewhere.notes(site.page('article'))).toEqual([]);

  // With no access token left, each has to ask the server with the cookie of its own window.
  for (const { page } of [normal, secret]) await page.evaluate(() => chrome.storage.session.clear());
  await browser.worker.stop();
  for (const { page } of [normal, secret]) await page.reload();
  await normal.showsAccount(ada.username);
  await secret.showsAccount(grace.username);

  await secret.signOut();
  await notes.asksToSignIn();
  const tab = await browser.visit(site.page('article'));
  await tab.notes.open();
  await tab.notes.add('Written in the open');
  expect(await elsewhere.notes(site.page('article'))).toEqual(['Written in the open']);
});

test('signing out of the normal window leaves the private one signed in', async ({ browser, site }) => {
  await (await ExtensionsPage.open(browser)).allowInPrivateWindows();
  const normal = await browser.popup();
  await normal.register(ada);
  const secret = await openPrivatePopup(normal, popupUrl);
  await secret.register(grace);
  await normal.signOut();

  const notes = new NotesPanel(await openWindow(normal, site.page('article'), { isPrivate: true }));
  await notes.open();
  await notes.add('Still here');
  await secret.page.reload();
  await secret.showsAccount(grace.username);
  await normal.page.reload();
  await normal.showsForm();
});

test('the menu has its item in a private window too, and keeps it in the others', async ({ browser }) => {
  await (await ExtensionsPage.open(browser)).allowInPrivateWindows();
  const normal = await browser.popup();
  const secret = await openPrivatePopup(normal, popupUrl);
  await secret.showsForm();
  await normal.page.reload();
  await normal.showsForm();
  for (const { page } of [secret, normal]) {
    // Rejects where there is no such item.
    await page.evaluate(() => chrome.contextMenus.update('add-selection', {}));
  }
});
