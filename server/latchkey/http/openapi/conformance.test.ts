import { beforeAll, describe, expect, test } from 'vitest';
import { defaultExtensionOrigin } from '../../config/settings.ts';
import { Problem } from '../../errors/problem.ts';
import type { Store } from '../../storage/store.ts';
import { items } from '../../testing/items.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import type { TestClient } from '../../testing/test-client.ts';

interface Reply {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, unknown>>;
}
interface Operation {
  readonly responses: Readonly<Record<string, Reply>>;
}

const service = `Basic ${btoa('orders:a-secret-of-thirty-two-characters')}`;
const told = ['www-authenticate', 'retry-after', 'dpop-nonce', 'set-cookie', 'idempotency-replayed'];

/** Whoever asks in every way that a client, a page or a broken program may. */
const manners: Readonly<Record<string, (client: TestClient, token: string) => RequestInit>> = {
  'with nothing': () => ({}),
  'under another name': () => ({ headers: { Host: 'evil.example' } }),
  'as a page of another origin': () => ({
    headers: { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
  }),
  'with a token': (_, token) => ({ ...json({}), headers: { ...own, Authorization: `Bearer ${token}` } }),
  'with a token, twice': (_, token) => ({
    ...json({ text: 'twice' }),
    headers: { ...own, Authorization: `Bearer ${token}`, 'Idempotency-Key': 'twice' },
  }),
  'with the key used for another call': (_, token) => ({
    ...json({ text: 'another' }),
    headers: { ...own, Authorization: `Bearer ${token}`, 'Idempotency-Key': 'twice' },
  }),
  'with a token that is none': () => ({ ...json({}), headers: { ...own, Authorization: 'Bearer nonsense' } }),
  'with a proof that is none': () => ({ ...json({}), headers: { ...own, DPoP: 'nonsense' } }),
  'as a service': () => ({
    body: 'token=x',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Authorization: service },
  }),
  'with a form of a page': (_, token) => ({
    body: 'a=b',
    headers: { ...own, 'Content-Type': 'text/plain', Authorization: `Bearer ${token}` },
  }),
  'with what is not JSON': (_, token) => ({
    body: '{',
    headers: { ...own, Authorization: `Bearer ${token}` },
  }),
  'with too much': (_, token) => ({
    ...json('x'.repeat(40_000)),
    headers: { ...own, Authorization: `Bearer ${token}` },
  }),
};
const own = { Origin: defaultExtensionOrigin, 'Content-Type': 'application/json' };
const json = (value: unknown) => ({ body: JSON.stringify(value) });

describe('what the document says of an operation', () => {
  let app: TestApp;
  let operations: (readonly [string, string, Operation])[];

  beforeAll(async () => {
    app = await testApp(
      { LATCHKEY_INTROSPECTION_CLIENTS: 'orders:a-secret-of-thirty-two-characters' },
      { modules: [items] },
    );
    const { paths } = await (await app.request('/openapi.json')).json();
    operations = Object.entries(paths as Record<string, Record<string, Operation>>).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => [method.toUpperCase(), path, operation] as const),
    );
    expect(operations.length).toBeGreaterThan(20);
  });

  async function ask([method, path, operation]: (typeof operations)[number], init: RequestInit) {
    const given = { ...init, method, ...(method === 'GET' && { body: null }) };
    const response = await app.request(path.replace(/\{\w+\}/g, 'none'), given);
    const declared = operation.responses[response.status];
    expect([method, path, response.status, declared !== undefined]).toEqual([
      method,
      path,
      response.status,
      true,
    ]);
    const type = response.headers.get('Content-Type')?.split(';')[0];
    if (type !== undefined)
      expect([method, path, Object.keys(declared?.content ?? {})]).toEqual([method, path, [type]]);
    const headers = Object.keys(declared?.headers ?? {}).map((name) => name.toLowerCase());
    expect(headers).toContain('x-request-id');
    expect(headers).toEqual(expect.arrayContaining(told.filter((name) => response.headers.has(name))));
    return response.status;
  }

  test.each(Object.entries(manners))('holds whoever asks %s', async (_, manner) => {
    const client = await app.client();
    const { access_token: token } = await client.signedUp(`user${Math.random().toString(36).slice(2)}`);
    // The account is removed at the end of the list by nobody: its password is not shown.
    for (const operation of operations) {
      await ask(operation, manner(client, token));
      await ask(operation, manner(client, token));
    }
  });

  test('holds for a proof, with a nonce and without', async () => {
    for (const operation of operations.filter(([, path]) => path.startsWith('/auth'))) {
      const client = await app.client();
      const [method, path] = operation;
      const proof = await client.proof(method, path.replace(/\{\w+\}/g, 'none'));
      await ask(operation, { ...json({}), headers: { ...own, DPoP: proof } });
    }
  });

  test.each([
    ['is out of reach', () => new Problem('storage_unavailable'), 503],
    ['has a fault', () => new Error('a bug'), 500],
  ] as const)('holds while the storage %s', async (_, failure, expected) => {
    const client = await app.client();
    const { access_token: token } = await client.signedUp(`user${expected}`);
    const { store } = app.storage;
    const before = { ...store };
    const fail = () => Promise.reject(failure());
    const broken = Object.fromEntries(Object.keys(store).map((name) => [name, fail]));
    Object.assign(store, broken as unknown as Store);
    app.services.sessionCache.forgetAll();
    const seen = new Set<number>();
    for (const operation of operations) {
      seen.add(await ask(operation, { ...json({}), headers: { ...own, Authorization: `Bearer ${token}` } }));
    }
    Object.assign(store, before);
    expect([...seen]).toContain(expected);
  });
});
