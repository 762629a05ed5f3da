import { beforeEach, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import type { TestClient } from '../../testing/test-client.ts';

const password = 'correct horse battery';
/** Of refusals from one address in a minute. */
const RECORDED = 20;
const MORE = 3 * RECORDED;

describe('a flood of calls that cost their sender nothing', () => {
  let app: TestApp;
  let client: TestClient;
  let token: string;
  beforeEach(async () => {
    app = await testApp({ LATCHKEY_RATE_LIMIT_SCALE: '1', LATCHKEY_LOG_LEVEL: 'fatal' });
    client = await app.client();
    token = (await client.signedUp('ada', password)).access_token;
  });

  const audited = (event: string) => app.log().split(`"msg":"${event}"`).length - 1;

  test('of sign-ins without a proof is refused, and fills no disk', async () => {
    const bored = await app.client();
    const challenge = await bored.solved();
    const statuses: number[] = [];
    for (let n = 0; n < MORE; n += 1) {
      const json = { username: 'ada', password, challenge };
      statuses.push((await bored.call('/auth/login', { json })).status);
    }
    expect(statuses.slice(0, RECORDED)).toEqual(new Array(RECORDED).fill(400));
    expect(statuses.slice(RECORDED)).toEqual(new Array(MORE - RECORDED).fill(429));
    expect(audited('sign-in-refused')).toBe(RECORDED);
    expect(await app.figure('latchkey_sign_in_total{action="login",outcome="rate_limited"}')).toBe(40);
    expect((await client.login('ada', password)).status).toBe(200);
  });

  test.each([
    [
      'POST',
      '/auth/password',
      { current: 'wrong', next: 'another fine password' },
      'password-change-refused',
    ],
    ['DELETE', '/auth/account', { password: 'wrong' }, 'account-removal-refused'],
  ])(
    'of wrong passwords by somebody who is signed in (%s %s) fills no disk',
    async (method, path, json, event) => {
      const statuses: number[] = [];
      for (let n = 0; n < MORE; n += 1)
        statuses.push((await client.call(path, { method, json, token })).status);
      const guesses = statuses.filter((status) => status === 401).length;
      expect(statuses.filter((status) => status === 429)).toHaveLength(MORE - guesses);
      expect([guesses, audited(event)]).toEqual([10, 10]);
    },
  );

  test('of refreshes of a session that has ended is told so each time, and fills no disk', async () => {
    const { cookie } = client;
    expect((await client.call('/auth/logout', { token, json: {} })).status).toBe(204);
    for (let n = 0; n < MORE; n += 1) {
      client.cookie = cookie;
      const refused = await client.refresh();
      expect([refused.status, (await refused.json()).code]).toEqual([401, 'invalid_grant']);
    }
    expect(audited('refresh-refused')).toBe(RECORDED);
    expect(await app.figure('latchkey_refresh_total{outcome="dead"}')).toBe(MORE);
  });

  test('from an extension that is not on the list is refused each time, and fills no disk', async () => {
    const Origin = `chrome-extension://${'b'.repeat(32)}`;
    for (let n = 0; n < MORE; n += 1) {
      expect((await client.call('/auth/refresh', { json: {}, headers: { Origin } })).status).toBe(403);
    }
    expect(audited('origin-refused')).toBe(5);
    expect(app.log()).toContain(`"origin":"${Origin}"`);
    expect(await app.figure('latchkey_origin_refused_total')).toBe(MORE);
    // It has spent nothing that the extension needs.
    expect((await client.login('ada', password)).status).toBe(200);
  });
});
