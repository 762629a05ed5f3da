import { test } from '../harness/firefox/test.ts';
import { staysSignedIn } from '../promises/restart.ts';

test(staysSignedIn.title, async ({ server, firefox, site, skip }) => {
  if (await firefox.takesSignedAddOnsOnly()) {
    skip(
      'This Firefox forgets an unsigned add-on when it is closed; Firefox ESR and Developer Edition keep it.',
    );
  }
  await firefox.installForGood();
  await staysSignedIn.keep({ server, browser: firefox, site });
});
