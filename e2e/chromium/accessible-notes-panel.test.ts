import { describe } from 'vitest';
import { test } from '../harness/test.ts';
import { expectNoBarriers, languages, timeout } from '../screens/barriers.ts';
import { panelScreens } from '../screens/panel-screens.ts';

describe.each(languages)('in %s', (language) => {
  test.override({ language });

  test('no state of the notes panel has a barrier, in light or dark', { timeout }, async ({
    server,
    browser,
    site,
  }) => {
    await expectNoBarriers(panelScreens, { server, browser, site, language });
  });
});
