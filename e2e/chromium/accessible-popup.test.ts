import { describe } from 'vitest';
import { test } from '../harness/test.ts';
import { expectNoBarriers, looks, timeout } from '../screens/barriers.ts';
import { popupScreens } from '../screens/popup-screens.ts';

describe.each(looks)('in $language', ({ language, schemes }) => {
  test.override({ language });

  test(`no state of the popup has a barrier, ${schemes.join(' or ')}`, { timeout }, async ({
    server,
    browser,
    site,
  }) => {
    await expectNoBarriers(popupScreens, { server, browser, site, language, schemes });
  });
});
