import { expect, test } from 'vitest';
import { testApp } from '../../testing/test-app.ts';
import { millis, systemClock } from '../../time/time.ts';

const DAY = 24 * 60 * 60_000;

test.each([
  ['idle', 40 * DAY],
  ['over', 400 * DAY],
])(
  'a session that is %s by a clock which is not believed keeps its cookie and goes on afterwards',
  async (_, ms) => {
    let aheadMs = 0;
    const app = await testApp(
      {},
      { clock: () => millis(systemClock() + aheadMs), clockTrusted: () => aheadMs === 0 },
    );
    const client = await app.client();
    await client.signedUp('ada');

    aheadMs = ms;
    const asked = await client.refresh();
    expect([asked.status, (await asked.json()).code]).toEqual([503, 'clock_doubted']);
    expect(asked.headers.get('Retry-After')).toBe('60');
    expect(asked.headers.getSetCookie()).toEqual([]);
    expect(await app.figure('latchkey_refresh_total{outcome="dead"}')).toBe(0);

    aheadMs = 0;
    expect((await client.refresh()).status).toBe(200);
  },
);
