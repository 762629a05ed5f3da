import { ada } from '../../server/testing/accounts.ts';
import { test } from '../harness/firefox/test.ts';

test('the browser closed and opened again on the same profile is still signed in', async ({
  firefox,
  site,
  skip,
}) => {
  if (await firefox.takesSignedAddOnsOnly()) {
    skip(
      'This Firefox forgets an unsigned add-on when it is closed; Firefox ESR and Developer Edition keep it.',
    );
  }
  await firefox.installForGood();
  await (await firefox.popup()).register(ada);
  await firefox.close();
  await firefox.open();
  await (await firefox.popup()).showsAccount(ada.username);
  const tab = await firefox.visit(site.page('article'));
  await tab.notes.open();
  await tab.notes.add('The next morning');
});
