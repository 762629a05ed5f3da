import { beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '../../errors/problem.ts';
import { sessionId, userId } from '../../session/record.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import type { TestClient } from '../../testing/test-client.ts';

const secret = 'a-secret-of-thirty-two-characters';
const FORM = 'application/x-www-form-urlencoded';

describe('introspection', () => {
  let app: TestApp;
  let client: TestClient;
  beforeEach(async () => {
    app = await testApp(
      { LATCHKEY_INTROSPECTION_CLIENTS: `orders:${secret}, reports:${secret}2` },
      { authenticate: async ({ username }) => ({ id: userId('7'), username, claims: { team: 'blue' } }) },
    );
    client = await app.client();
  });

  const ask = (token: string, { who = `orders:${secret}`, type = FORM, body = `token=${token}` } = {}) =>
    app.request('/auth/introspect', {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(who)}`, 'Content-Type': type },
      body,
    });
  const signedIn = async () => (await client.login('ada', 'anything')).json();

  test('says of a good token whose it is and what for, to a service that is no browser', async () => {
    const { access_token: token, session_id } = await signedIn();
    const response = await ask(token);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await response.json()).toEqual({
      active: true,
      scope: 'account profile',
      username: 'ada',
      token_type: 'Bearer',
      exp: expect.any(Number),
      sub: '7',
      aud: [app.config.publicUrl],
      iss: app.config.publicUrl,
      sid: session_id,
      team: 'blue',
    });
  });

  test('says nothing but that of one that is not', async () => {
    const { access_token: token } = await signedIn();
    await client.call('/auth/logout', { token });
    for (const dead of [token, 'nonsense', `${token.slice(0, -4)}AAAA`]) {
      const response = await ask(dead);
      expect([response.status, await response.json()]).toEqual([200, { active: false }]);
    }
  });

  test("counts as the client's use of its token, as a call to a guarded route does", async () => {
    const { access_token: token, session_id } = await signedIn();
    await ask(token);
    expect((await app.services.sessions.read(sessionId(session_id)))?.ackedAt).not.toBeNull();
  });

  test.each(['orders:wrong', 'nobody:x', `reports:${secret}`, ''])('is for nobody else (%s)', async (who) => {
    const response = await ask('x', { who });
    expect([response.status, (await response.json()).code]).toEqual([401, 'invalid_client']);
    expect(response.headers.get('WWW-Authenticate')).toBe('Basic realm="latchkey", charset="UTF-8"');
  });

  test('takes a form with one token', async () => {
    expect((await ask('x', { type: 'application/json' })).status).toBe(415);
    expect((await ask('x', { body: 'token=a&token=b' })).status).toBe(400);
    expect((await ask('x', { body: 'tocken=a' })).status).toBe(400);
    expect((await ask('x', { body: 'token=a&token_type_hint=refresh_token&more=1' })).status).toBe(200);
  });

  test('is no verdict while the storage is out of reach', async () => {
    const { access_token: token } = await signedIn();
    app.storage.store.get = async () => {
      throw new Problem('storage_unavailable');
    };
    expect((await ask(token)).status).toBe(503);
  });

  test('is not there where nobody may ask', async () => {
    const none = await testApp();
    const response = await none.request('/auth/introspect', { method: 'POST' });
    expect(response.status).toBe(404);
  });
});
