import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { forged } from '../../testing/forgery.ts';
import { items } from '../../testing/items.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import type { TestClient } from '../../testing/test-client.ts';

describe('a capability token', () => {
  let app: TestApp;
  let client: TestClient;
  let accessToken: string;

  beforeEach(async () => {
    app = await testApp({}, { modules: [items] });
    client = await app.client();
    accessToken = (await client.signedUp('ada')).access_token;
  });

  const ask = (scope: string, token = accessToken) => client.call('/auth/token', { json: { scope }, token });
  async function granted(scope: string): Promise<string> {
    const response = await ask(scope);
    expect(response.status).toBe(200);
    return (await response.json()).access_token;
  }
  const readItems = (token: string) => client.call('/api/items', { method: 'GET', token });
  const addItem = (token: string) => client.call('/api/items', { json: { text: 'an item' }, token });

  test('can do what it was asked for and nothing else', async () => {
    const reader = await granted('items:read');
    expect((await readItems(reader)).status).toBe(200);
    const refused = await addItem(reader);
    expect([refused.status, (await refused.json()).code]).toEqual([403, 'insufficient_scope']);
    expect(refused.headers.get('WWW-Authenticate')).toContain('scope="items:write"');
    expect((await addItem(await granted('items:read items:write'))).status).toBe(201);
  });

  test('is told its scope and its life of a minute at most, and never stored by a cache', async () => {
    const response = await ask('items:read items:write');
    const answer = await response.json();
    expect(answer).toMatchObject({ token_type: 'Bearer', scope: 'items:read items:write' });
    expect(answer.expires_in).toBeLessThanOrEqual(60);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const { exp = 0, iat = 0, sid } = decodeJwt(answer.access_token);
    expect(exp - iat).toBeLessThanOrEqual(60);
    expect(sid).toBe(decodeJwt(accessToken).sid);
  });

  test.each(['account', 'account items:read', 'profile account'])('never holds "%s"', async (scope) => {
    const response = await ask(scope);
    expect([response.status, (await response.json()).code]).toEqual([403, 'insufficient_scope']);
  });

  test.each(['admin', 'items:*', 'ITEMS:READ', ' ', 'items:read,items:write'])(
    'of a scope that there is not, "%s", is refused by the name of the field',
    async (scope) => {
      const response = await ask(scope);
      expect([response.status, (await response.json()).errors?.[0]?.field]).toEqual([400, 'scope']);
    },
  );

  test('cannot widen or renew itself', async () => {
    const reader = await granted('items:read');
    for (const scope of ['items:write', 'items:read', 'profile']) {
      const response = await ask(scope, reader);
      expect([response.status, (await response.json()).code]).toEqual([403, 'insufficient_scope']);
    }
  });

  test('with a scope or a kind written into it by somebody else is none', async () => {
    const reader = await granted('items:read');
    const { alg, sign: strange } = app.services.keys.current('refresh');
    for (const claims of [{ scope: 'account items:read' }, { kind: undefined }]) {
      const response = await addItem(await forged(reader, strange, { header: { alg }, claims }));
      expect([response.status, (await response.json()).code]).toEqual([401, 'invalid_token']);
    }
  });

  test('is no key to the account, whatever it may read', async () => {
    const reader = await granted('profile items:read items:write');
    const calls = [
      client.call('/auth/sessions', { method: 'GET', token: reader }),
      client.call('/auth/sessions', { method: 'DELETE', token: reader }),
      client.call('/auth/password', {
        json: { current: 'correct horse battery', next: 'another fine password' },
        token: reader,
      }),
    ];
    for (const response of await Promise.all(calls)) expect(response.status).toBe(403);
    const signOut = await client.call('/auth/logout', { json: {}, token: reader });
    expect(signOut.status).toBe(204);
    expect((await readItems(accessToken)).status).toBe(200);
  });

  test('ends with its session, at once', async () => {
    const reader = await granted('items:read');
    await client.call('/auth/logout', { json: {}, token: accessToken });
    const response = await readItems(reader);
    expect([response.status, (await response.json()).code]).toEqual([401, 'invalid_token']);
  });

  test('is for the extension to ask for', async () => {
    const response = await client.call('/auth/token', {
      json: { scope: 'items:read' },
      token: accessToken,
      headers: { Origin: 'https://evil.example' },
    });
    expect([response.status, (await response.json()).code]).toEqual([403, 'origin_not_allowed']);
  });
});
