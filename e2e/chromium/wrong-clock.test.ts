import { describe, expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { clockShift } from '../../server/testing/clock/clock-shift.ts';
import { expireAccessToken, shortLife } from '../harness/expired-token.ts';
import { forgetAccessToken } from '../harness/inside-worker.ts';
import { signedInTab, tabWithClient, whoAmI } from '../harness/signed-in-tab.ts';
import { test } from '../harness/test.ts';

test.override({ contentScripts: 'may call the API' });

const TEN_MINUTES = 600_000;

for (const [words, shiftMs] of [
  ['ahead', TEN_MINUTES],
  ['behind', -TEN_MINUTES],
] as const) {
  describe(`a server whose clock is 10 minutes ${words}`, () => {
    test.override({ settings: { ...shortLife, ...clockShift(shiftMs) } });

    test('signs people in, and an expired token costs one refresh and no more', async ({
      server,
      browser,
      site,
    }) => {
      const date = (await fetch(`${server.url}/healthz`)).headers.get('Date') ?? '';
      expect(Math.abs(Date.parse(date) - Date.now() - shiftMs)).toBeLessThan(60_000);

      const script = await signedInTab(browser, site.page('article'));
      await expireAccessToken(server);
      for (let call = 0; call < 20; call++) expect(await script.evaluate(whoAmI)).toBe(200);
      expect(await server.count('latchkey_refresh_total', { outcome: 'rotated' })).toBe(1);
      await (await browser.popup()).showsAccount(ada.username);
    });
  });
}

test('a server whose clock is set, forwards and back, signs nobody out', async ({
  server,
  browser,
  site,
}) => {
  await (await browser.popup()).register(ada);
  const script = await tabWithClient(browser, site.page('article'));
  for (const shiftMs of [TEN_MINUTES, -TEN_MINUTES, 0]) {
    await server.stop();
    await server.start(clockShift(shiftMs));
    expect(await script.evaluate(whoAmI)).toBe(200);
    // The broker's idea of the server's clock is a wrong one now, also for the proof of its next refresh.
    await forgetAccessToken(browser);
    expect(await script.evaluate(whoAmI)).toBe(200);
    expect(await server.count('latchkey_session_ended_total')).toBe(0);
  }
  await (await browser.popup()).showsAccount(ada.username);
});
