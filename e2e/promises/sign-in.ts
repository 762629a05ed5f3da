import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import type { SharedPromise } from './promise.ts';

export const signIn: readonly SharedPromise[] = [
  {
    title: 'a new person registers through the popup and is signed in',
    async keep({ server, browser }) {
      await (await browser.popup()).register(ada);
      const elsewhere = await OtherDevice.signIn(server, ada);
      expect(await elsewhere.isSignedIn()).toBe(true);
    },
  },
  {
    title: 'a person with an account signs in through the popup, and the next popup shows them at once',
    async keep({ server, browser }) {
      await OtherDevice.register(server, ada);
      const popup = await browser.popup();
      await popup.signIn(ada);
      await popup.page.close();
      await (await browser.popup()).showsAccount(ada.username);
    },
  },
];
