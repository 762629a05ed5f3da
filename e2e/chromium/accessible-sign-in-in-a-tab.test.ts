import { describe } from 'vitest';
import { oidcForSlot } from '../harness/oidc.ts';
import { test as base } from '../harness/test.ts';
import { expectNoBarriers, looks, timeout } from '../screens/barriers.ts';
import { signInScreens } from '../screens/sign-in-screens.ts';

const test = base
  .extend('oidc', async ({ onTestFinished }) => {
    const oidc = await oidcForSlot();
    onTestFinished(() => oidc.provider.stop());
    return oidc;
  })
  .override('settings', ({ oidc }) => oidc.settings);

describe.each(looks)('in $language', ({ language, schemes }) => {
  test.override({ language });

  test(`no state of signing in in a tab has a barrier, ${schemes.join(' or ')}`, { timeout }, async ({
    server,
    browser,
    site,
  }) => {
    await expectNoBarriers(signInScreens, { server, browser, site, language, schemes });
  });
});
