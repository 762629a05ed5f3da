import { describe } from 'vitest';
import { test } from '../harness/test.ts';
import { expectNoBarriers, languages, timeout } from '../screens/barriers.ts';
import { optionsScreens } from '../screens/options-screens.ts';

describe.each(languages)('in %s', (language) => {
  test.override({ language });

  test('no state of the account page has a barrier, in light or dark', { timeout }, async ({
    server,
    browser,
    site,
  }) => {
    await expectNoBarriers(optionsScreens, { server, browser, site, language });
  });
});
