import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { until } from '../../server/testing/until.ts';
import { extensionOrigin } from '../harness/extension-id.ts';
import { Keyboard } from '../harness/keyboard.ts';
import { test } from '../harness/test.ts';

test('I register, look around and sign out in the popup without a mouse', async ({ browser }) => {
  const popup = await browser.popup();
  await popup.showsForm();
  const keys = new Keyboard(popup.page);
  const has = (name: string) => until(`"${name}" has the focus`, async () => (await keys.focus()) === name);

  await has('Username');
  const order = await keys.tabThrough(5);
  expect(order).toEqual(['Username', 'Password', 'Show password', 'Sign in', 'New here? Create an account']);
  await keys.press('Enter');
  await has('Username');
  await keys.press('Enter');
  await has('Username');
  await popup.says('Enter your username.');
  await keys.type(ada.username);
  await keys.press('Tab');
  await keys.type('password123');
  await keys.press('Enter');
  await popup.says('This password is too easy to guess.');
  await has('Password');
  expect(await popup.password.getAttribute('aria-invalid')).toBe('true');
  await keys.press('Control+A');
  await keys.type(ada.password);
  await keys.press('Enter');

  await has(ada.username);
  await popup.page.getByText('On this device only').waitFor();
  const account = await keys.tabThrough(4);
  expect(account).toEqual([ada.username, 'Sessions and security', 'Sign out', 'Sign out everywhere']);
  await keys.press('Enter');
  await has('Yes, everywhere');
  await keys.press('Escape');
  await has('Sign out everywhere');
  await keys.press('Enter');
  await has('Yes, everywhere');
  await keys.press('Tab');
  await has('Cancel');
  await keys.press('Enter');
  await has('Sign out everywhere');
  await keys.press('Enter');
  await has('Yes, everywhere');
  await keys.press('Enter');
  await has('Username');
});

test('I write and delete a note without a mouse, and the focus is always somewhere', async ({
  browser,
  site,
}) => {
  await (await browser.popup()).register(ada);
  const { page, notes } = await browser.visit(site.page('article'));
  const keys = new Keyboard(page);
  const has = (name: string) => until(`"${name}" has the focus`, async () => (await keys.focus()) === name);
  const announces = (sentence: string) =>
    notes.root.getByRole('status').filter({ hasText: sentence }).waitFor();

  await notes.tabIsThere();
  await keys.press('Tab');
  await has('Notes on this page');
  await keys.press('Enter');
  await has('New note');
  await keys.type('Written by hand');
  await keys.press('Control+Enter');
  await notes.shows('Written by hand');
  await announces('Note saved.');
  await has('New note');
  expect(await keys.tabThrough(3)).toEqual(['New note', 'Add note', 'Delete note']);
  await keys.press('Enter');
  await announces('Note deleted.');
  await has('New note');
  await keys.press('Escape');
  await has('Notes on this page');
});

test('I end a session on the account page without a mouse, and hear that it has ended', async ({
  browser,
  server,
}) => {
  await (await browser.popup()).register(ada);
  const elsewhere = await OtherDevice.signIn(server, ada);
  const { page } = await browser.options();
  const keys = new Keyboard(page);
  const has = (name: string) => until(`"${name}" has the focus`, async () => (await keys.focus()) === name);
  await page.getByRole('button', { name: 'End all other sessions' }).focus();
  await keys.press('Enter');
  await has('End them');
  await keys.press('Enter');
  await page.getByRole('status').filter({ hasText: 'All other sessions have ended.' }).waitFor();
  expect(await elsewhere.isSignedIn()).toBe(false);
  await has('Sessions');
});

test('nothing on the account page is taken out and put back when it changes: the focus would be lost', async ({
  browser,
  server,
}) => {
  await (await browser.popup()).register(ada);
  await OtherDevice.signIn(server, ada);
  const page = await browser.context.newPage();
  await page.addInitScript(() => {
    const moved: string[] = [];
    Object.assign(globalThis, { moved });
    new MutationObserver((records) => {
      const gone = new Set(records.flatMap(({ removedNodes }) => [...removedNodes]));
      for (const { addedNodes } of records) {
        for (const node of addedNodes) {
          if (gone.has(node)) moved.push(node.textContent ?? '');
        }
      }
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(`${extensionOrigin}/options.html`);
  // Each of them comes by an answer of its own.
  for (const name of ['Sign out everywhere', 'Change password', 'Delete my account']) {
    await page.getByRole('button', { name, exact: true }).waitFor();
  }
  await page.getByText('This device', { exact: true }).waitFor();
  expect(await page.evaluate('moved'), 'while it fills in').toEqual([]);

  await page.getByRole('switch').click();
  await page.getByRole('button', { name: 'Check again' }).click();
  await page.getByRole('status').filter({ hasText: 'Everything is in order.' }).waitFor();
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Enter your password.').waitFor();
  await page.getByRole('button', { name: 'End all other sessions' }).click();
  await page.getByRole('button', { name: 'End them' }).click();
  await page.getByRole('status').filter({ hasText: 'All other sessions have ended.' }).waitFor();
  await page.getByText('You are signed in on this device only.').waitFor();
  expect(await page.evaluate('moved'), 'by what is done there').toEqual([]);
});
