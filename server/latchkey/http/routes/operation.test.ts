import { beforeAll, describe, expect, test } from 'vitest';
import { Problem, problems } from '../../errors/problem.ts';
import { items } from '../../testing/items.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';

describe('operating the server', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp({ LATCHKEY_TRUSTED_PROXY: '10.0.0.1' });
  });

  test('is alive, and ready for as long as the storage answers', async () => {
    expect(await (await app.request('/healthz')).json()).toEqual({ status: 'alive' });
    expect((await app.request('/readyz')).status).toBe(200);
    const down = await testApp();
    down.storage.store.ping = async () => {
      throw new Problem('storage_unavailable');
    };
    const response = await down.request('/readyz');
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '1']);
    expect((await down.request('/healthz')).status).toBe(200);
    expect(await down.figure('latchkey_failure_total{code="storage_unavailable"}')).toBe(1);
  });

  test('shows its figures to whoever asks it straight from inside', async () => {
    for (const address of [
      '127.0.0.1',
      '::1',
      '::ffff:10.1.2.3',
      '10.0.0.1',
      '172.31.0.9',
      '192.168.1.2',
      'fd00::7',
    ]) {
      const direct = await app.request('/metrics', {}, { address });
      expect(direct.headers.get('Content-Type')).toMatch(/^text\/plain; version=0\.0\.4/);
      expect(await direct.text()).toContain('latchkey_refresh_total{outcome="reuse"} 0');
    }
  });

  test('shows them to nobody outside, and to nobody behind a proxy, whether or not it is a trusted one', async () => {
    const status = async (address: string, headers: Record<string, string> = {}) =>
      (await app.request('/metrics', { headers }, { address })).status;
    for (const address of ['192.0.2.9', '172.32.0.1', '11.0.0.1', '2001:db8::1', '::ffff:192.0.2.9']) {
      expect(await status(address)).toBe(404);
    }
    for (const address of ['127.0.0.1', '10.0.0.1']) {
      expect(await status(address, { 'X-Forwarded-For': '10.9.9.9' })).toBe(404);
      expect(await status(address, { Forwarded: 'for=10.9.9.9' })).toBe(404);
      expect(await status(address, { Via: '1.1 proxy' })).toBe(404);
      expect(await status(address, { 'X-Real-IP': '127.0.0.1' })).toBe(404);
    }
  });

  test('is of no origin but its own, whatever name leads to it', async () => {
    const asked = async (path: string, host: string) =>
      (await app.request(path, { headers: { Host: host } }, { address: '127.0.0.1' })).status;
    for (const path of ['/metrics', '/auth/challenge', '/openapi.json', '/nothing']) {
      expect([path, await asked(path, 'evil.example:8787')]).toEqual([path, 421]);
    }
    expect(await asked('/metrics', 'localhost:8787')).toBe(200);
    expect(await asked('/metrics', '127.0.0.1:8787')).toBe(200);
    expect(await asked('/healthz', 'checks.example')).toBe(200);
    const named = await testApp({ LATCHKEY_HOSTS: 'latchkey.corp.example' });
    const headers = { Host: 'latchkey.corp.example:8787' };
    expect((await named.request('/metrics', { headers }, { address: '127.0.0.1' })).status).toBe(200);
  });

  test('counts requests by route and not by address', async () => {
    await app.request('/nothing/1');
    await app.request('/nothing/2');
    const series = (status: number) =>
      `latchkey_http_request_duration_seconds_count{method="GET",route="none",status="${status}"}`;
    expect(await app.figure(series(404))).toBe(2);
  });
});

describe('the API document', () => {
  test('has every route, with its credentials, its body and its problems', async () => {
    const app = await testApp({}, { modules: [items] });
    const document = await (await app.request('/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    const routes = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.sort()).toEqual([
      'DELETE /api/items/{id}',
      'DELETE /auth/account',
      'DELETE /auth/account/ways/{id}',
      'DELETE /auth/flows/{id}',
      'DELETE /auth/sessions',
      'DELETE /auth/sessions/{id}',
      'GET /.well-known/jwks.json',
      'GET /api/items',
      'GET /api/me',
      'GET /auth/account/ways',
      'GET /auth/challenge',
      'GET /auth/sessions',
      'GET /auth/ways',
      'GET /healthz',
      'GET /metrics',
      'GET /openapi.json',
      'GET /readyz',
      'POST /api/items',
      'POST /auth/account/flows',
      'POST /auth/cookie-check',
      'POST /auth/flows',
      'POST /auth/flows/{id}/claim',
      'POST /auth/login',
      'POST /auth/logout',
      'POST /auth/password',
      'POST /auth/refresh',
      'POST /auth/register',
      'POST /auth/token',
    ]);
    expect(document.paths['/api/items'].get.tags).toEqual(['Items']);
    const add = document.paths['/api/items'].post;
    expect(add.security).toEqual([{ accessToken: [] }]);
    expect(add.requestBody.content['application/json'].schema).toMatchObject({
      type: 'object',
      required: ['text'],
      properties: { text: { type: 'string', maxLength: 2000 } },
    });
    expect(Object.keys(add.responses)).toEqual([
      ...['201', '400', '401', '403', '409', '413', '415', '421', '429', '500', '503'],
    ]);
    expect(document.components.schemas.Problem.properties.code.enum).toEqual(Object.keys(problems));
  });

  test('has no reference that leads nowhere', async () => {
    const app = await testApp({}, { modules: [items] });
    const text = await (await app.request('/openapi.json')).text();
    const { components } = JSON.parse(text);
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(references.length).toBeGreaterThan(10);
    for (const name of references) expect(components.schemas).toHaveProperty([name ?? '']);
  });

  test('has no route that is not offered, where the accounts are kept elsewhere', async () => {
    const app = await testApp({}, { authenticate: async () => null });
    const { paths } = await (await app.request('/openapi.json')).json();
    for (const path of ['/auth/register', '/auth/password', '/auth/account']) {
      expect(paths).not.toHaveProperty([path]);
    }
    expect(paths).toHaveProperty(['/auth/login']);
  });
});
