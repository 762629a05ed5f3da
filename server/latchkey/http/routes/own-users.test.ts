import { Hono } from 'hono';
import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CurrentUser } from '../../accounts/owners.ts';
import { Problem } from '../../errors/problem.ts';
import { userId } from '../../session/record.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import type { TestClient } from '../../testing/test-client.ts';
import type { AccessEnv } from '../middleware/require-access.ts';
import type { ServerModule } from '../server-module.ts';

/** A guarded route of somebody's own, and one that is for few. */
const orders: ServerModule<'orders' | 'orders:admin'> = {
  name: 'orders',
  scopes: ['orders', 'orders:admin'],
  routes: ({ requireAccess }) =>
    new Hono<AccessEnv>()
      .get('/api/orders', requireAccess({ scopes: ['orders'] }), (c) =>
        c.json({ username: c.var.access.username, claims: c.var.access.claims, scopes: c.var.access.scopes }),
      )
      .get('/api/admin', requireAccess({ scopes: ['orders:admin'] }), (c) => c.json({})),
};

describe('users who are kept elsewhere', () => {
  let table: Map<string, CurrentUser>;
  let asked: string[];
  let loadUser: (id: string) => Promise<CurrentUser | null>;
  let app: TestApp;
  let client: TestClient;

  beforeEach(async () => {
    table = new Map([
      ['1', { username: 'ada', scopes: ['orders', 'orders:admin'], claims: { role: 'admin', tenant: 7 } }],
      ['2', { username: 'bob', scopes: ['orders'] }],
    ]);
    asked = [];
    loadUser = async (id) => table.get(id) ?? null;
    app = await testApp(
      {},
      {
        modules: [orders],
        authenticate: async ({ username }) => {
          const id = [...table].find(([, user]) => user.username === username)?.[0];
          return id === undefined ? null : { id: userId(id), username };
        },
        loadUser: async (id) => {
          asked.push(id);
          return loadUser(id);
        },
      },
    );
    client = await app.client();
  });

  const signedIn = async (username: string, device = client) =>
    (await (await device.login(username, 'anything')).json()).access_token;
  const get = (path: string, token: string) => client.call(path, { method: 'GET', token });

  test('have the scopes that they are given, and no other', async () => {
    const token = await signedIn('bob');
    expect((await get('/api/orders', token)).status).toBe(200);
    expect((await get('/api/admin', token)).status).toBe(403);
    const more = await client.call('/auth/token', { json: { scope: 'orders:admin' }, token });
    expect(more.status).toBe(403);
    expect((await get('/api/admin', await signedIn('ada'))).status).toBe(200);
  });

  test('have claims of their own, which a capability token shows to no page', async () => {
    const token = await signedIn('ada');
    expect(decodeJwt(token)).toMatchObject({ role: 'admin', tenant: 7, sub: '1' });
    const narrow = await client.call('/auth/token', { json: { scope: 'orders' }, token });
    const { access_token: capability } = await narrow.json();
    expect(decodeJwt(capability)).not.toHaveProperty('role');
    expect(await (await get('/api/orders', capability)).json()).toEqual({
      username: 'ada',
      claims: { role: 'admin', tenant: 7 },
      scopes: ['orders'],
    });
  });

  test('are out at the next refresh when they may not be in any more, and are told so', async () => {
    const token = await signedIn('bob');
    table.delete('2');
    const response = await client.refresh();
    expect([response.status, await response.json()]).toMatchObject([
      401,
      { code: 'invalid_grant', reason: 'admin' },
    ]);
    expect((await get('/api/orders', token)).status).toBe(401);
    expect(app.log()).toContain('"msg":"session-ended"');
    const again = await client.login('bob', 'anything');
    expect([again.status, (await again.json()).code]).toEqual([401, 'invalid_credentials']);
  });

  test('have another name and fewer scopes from the next refresh, whatever token they still hold', async () => {
    const before = await signedIn('ada');
    table.set('1', { username: 'ada.l', scopes: ['orders'] });
    expect((await get('/api/admin', before)).status).toBe(200);
    const { user, scope, access_token: after } = await (await client.refresh()).json();
    expect([user.username, scope]).toEqual(['ada.l', 'account profile orders']);
    expect(decodeJwt(after)).not.toHaveProperty('role');
    expect((await get('/api/admin', before)).status).toBe(403);
    expect(await (await get('/api/orders', after)).json()).toMatchObject({ username: 'ada.l', claims: {} });
  });

  test('have lost nothing with an answer that was lost', async () => {
    await signedIn('ada');
    const { cookie, receipt } = client;
    await client.refresh();
    table.set('1', { username: 'ada.l' });
    Object.assign(client, { cookie, receipt });
    expect((await (await client.refresh()).json()).user.username).toBe('ada.l');
  });

  test('stay in while nobody can say who they are', async () => {
    await signedIn('bob');
    const known = loadUser;
    for (const [fault, status] of [
      [new Problem('storage_unavailable'), 503],
      [new Error('a bug'), 500],
    ] as const) {
      loadUser = async () => {
        throw fault;
      };
      expect((await client.refresh()).status).toBe(status);
    }
    loadUser = known;
    expect((await client.refresh()).status).toBe(200);
  });

  test.each([
    ['a scope that nobody has declared', { username: 'bob', scopes: ['orders:root'] }],
    ["a claim of the library's own", { username: 'bob', claims: { sub: '1' } }],
    ['more than fits into a header', { username: 'bob', claims: { x: 'x'.repeat(2_000) } }],
  ])('are a fault of the app with %s', async (_what, user) => {
    table.set('2', user);
    expect((await client.login('bob', 'anything')).status).toBe(500);
  });

  test('are asked for by nobody without the key', async () => {
    await signedIn('bob');
    const thief = await app.client();
    thief.cookie = client.cookie;
    asked = [];
    expect((await thief.refresh()).status).toBe(401);
    expect(asked).toEqual([]);
    expect((await client.refresh()).status).toBe(200);
    expect(asked).toEqual(['2']);
  });
});

test('without a word on them everybody has all the scopes there are', async () => {
  const app = await testApp({}, { modules: [orders] });
  const { scope } = await (await app.client()).signedUp('ada');
  expect(scope).toBe('account profile orders orders:admin');
});
