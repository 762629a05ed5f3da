import { describe } from 'vitest';
import { test } from '../harness/test.ts';
import { expectNoBarriers, languages, timeout } from '../screens/barriers.ts';
import { popupScreens } from '../screens/popup-screens.ts';

describe.each(languages)('in %s', (language) => {
  test.override({ language });

  test('no state of the popup has a barrier, in light or dark', { timeout }, async ({
    server,
    browser,
    site,
  }) => {
    await expectNoBarriers(popupScreens, { server, browser, site, language });
  });
});
