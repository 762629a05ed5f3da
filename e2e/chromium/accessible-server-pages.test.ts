import { describe } from 'vitest';
import { test } from '../harness/test.ts';
import { expectNoBarriers, languages, timeout } from '../screens/barriers.ts';
import { serverPages } from '../screens/server-pages.ts';

describe.each(languages)('in %s', (language) => {
  test.override({ language });

  test('no state of the server’s own pages has a barrier, in light or dark', { timeout }, async ({
    server,
    browser,
    site,
  }) => {
    await expectNoBarriers(serverPages, { server, browser, site, language });
  });
});
