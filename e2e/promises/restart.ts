import { ada } from '../../server/testing/accounts.ts';
import type { SharedPromise } from './promise.ts';

export const staysSignedIn: SharedPromise = {
  title: 'the browser closed and opened again on the same profile is still signed in',
  async keep({ browser, site }) {
    await (await browser.popup()).register(ada);
    await browser.close();
    await browser.open();
    await (await browser.popup()).showsAccount(ada.username);
    const tab = await browser.visit(site.page('article'));
    await tab.notes.open();
    await tab.notes.add('The next morning');
  },
};
