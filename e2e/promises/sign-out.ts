import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { until } from '../../server/testing/until.ts';
import type { Given, PromisedPopup, SharedPromise } from './promise.ts';

export const signOut: readonly SharedPromise[] = [
  {
    title: 'after a sign-out every tab shows it, and so does every popup',
    keep: (given) => isSeenEverywhere(given, (popup) => popup.signOut()),
  },
  {
    title: 'signing out everywhere holds at once: in every tab, every popup, and on another device',
    async keep(given) {
      await isSeenEverywhere(given, async (popup) => {
        const elsewhere = await OtherDevice.signIn(given.server, ada);
        expect(await elsewhere.isSignedIn()).toBe(true);
        await popup.signOutEverywhere();
        await until('the other device is refused', async () => !(await elsewhere.isSignedIn()));
      });
    },
  },
];

/** Of the other popup, of the tabs and of the cookie jar. */
async function isSeenEverywhere(
  { browser, site }: Given,
  end: (popup: PromisedPopup) => Promise<void>,
): Promise<void> {
  const popup = await browser.popup();
  await popup.register(ada);
  const other = await browser.popup();
  await other.showsAccount(ada.username);
  const tabs = [];
  for (const name of ['a', 'b', 'c']) tabs.push(await browser.visit(site.page(name)));
  for (const { notes } of tabs) {
    await notes.open();
    await notes.add('While signed in');
  }
  const sessions = async () => (await browser.cookies()).filter(({ name }) => name.startsWith('rt-'));
  expect(await sessions()).not.toEqual([]);
  await end(popup);
  await other.showsForm();
  for (const { notes } of tabs) await notes.asksToSignIn();
  await until('the cookie is gone', async () => (await sessions()).length === 0);
}
