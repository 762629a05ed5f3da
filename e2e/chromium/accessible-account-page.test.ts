import { describe } from 'vitest';
import { test } from '../harness/test.ts';
import { expectNoBarriers, looks, timeout } from '../screens/barriers.ts';
import { optionsScreens } from '../screens/options-screens.ts';

describe.each(looks)('in $language', ({ language, schemes }) => {
  test.override({ language });

  test(`no state of the account page has a barrier, ${schemes.join(' or ')}`, { timeout }, async ({
    server,
    browser,
    site,
  }) => {
    await expectNoBarriers(optionsScreens, { server, browser, site, language, schemes });
  });
});
