import { describe } from 'vitest';
import { test } from '../harness/test.ts';
import { expectNoBarriers, looks, timeout } from '../screens/barriers.ts';
import { serverPages } from '../screens/server-pages.ts';

describe.each(looks)('in $language', ({ language, schemes }) => {
  test.override({ language });

  test(`no state of the server’s own pages has a barrier, ${schemes.join(' or ')}`, { timeout }, async ({
    server,
    browser,
    site,
  }) => {
    await expectNoBarriers(serverPages, { server, browser, site, language, schemes });
  });
});
