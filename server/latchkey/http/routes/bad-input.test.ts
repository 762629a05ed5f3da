import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { anything, notText, oneWrong, tooLong } from '../../testing/bad-bodies.ts';
import type { StorageCalls } from '../../testing/counted-store.ts';
import { items } from '../../testing/items.ts';
import { type RefusedClient, startRefusedClient } from '../../testing/refused-client.ts';
import type { TestApp } from '../../testing/test-app.ts';
import type { TestClient } from '../../testing/test-client.ts';

const numRuns = Number(process.env.LATCHKEY_TEST_RUNS ?? 100);

describe('bad input', () => {
  let app: TestApp;
  let client: TestClient;
  let token: string;
  let storage: StorageCalls;
  let challenge: unknown;
  let refused: RefusedClient['refused'];
  let namesTheField: RefusedClient['namesTheField'];

  beforeAll(async () => {
    ({ app, client, token, storage, refused, namesTheField } = await startRefusedClient([items]));
    challenge = await client.solved();
  });

  const credentials = { username: 'somebody', password: 'a fine long password' };

  test.each(['/auth/register', '/auth/login'])('on POST %s names the field', async (path) => {
    const badChallenge = oneWrong(
      { ...credentials, challenge },
      {
        username: fc.oneof(notText, fc.constant(''), tooLong),
        password: fc.oneof(notText, fc.constant(''), tooLong),
        challenge: notText,
        'challenge.solution': anything,
        'challenge.challenge': anything,
        label: fc.oneof(notText, tooLong),
      },
    ).filter(({ field, body }) => field !== 'label' || (body as { label?: unknown }).label !== undefined);
    await fc.assert(
      fc.asyncProperty(badChallenge, (bad) => namesTheField(path, bad)),
      { numRuns },
    );
  });

  test('on POST /auth/register names a username or password that breaks a rule', async () => {
    const rules = oneWrong(
      { ...credentials, challenge },
      {
        username: fc.constantFrom('ab', 'a b', '-abc', 'x'.repeat(65), 'a\u200bbc'),
        password: fc.string({ maxLength: 7 }),
      },
    );
    await fc.assert(
      fc.asyncProperty(rules, (bad) => namesTheField('/auth/register', bad)),
      { numRuns },
    );
  });

  test('on POST /api/items names the field', async () => {
    const bad = oneWrong(
      { text: 'an item' },
      { text: fc.oneof(notText, fc.constantFrom('', 'x'.repeat(2_001))) },
    );
    await fc.assert(
      fc.asyncProperty(bad, (body) => namesTheField('/api/items', body)),
      { numRuns },
    );
  });

  test.each([
    '/auth/register',
    '/auth/login',
    '/auth/refresh',
    '/auth/token',
    '/auth/password',
    '/api/items',
  ])('on POST %s is refused for any body that is no object of the right form', async (path) => {
    const body = anything.filter(
      (value) => value === null || typeof value !== 'object' || Object.keys(value).length > 0,
    );
    await fc.assert(
      fc.asyncProperty(body, async (json) => {
        await refused(path, { json, token, proof: true });
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  });

  test.each([
    '/auth/register',
    '/auth/login',
    '/auth/refresh',
    '/auth/token',
    '/auth/password',
    '/api/items',
  ])('on POST %s is refused as not JSON, of the wrong type, too large', async (path) => {
    const send = async (body: BodyInit, type: string) => {
      const headers = new Headers({
        Origin: 'chrome-extension://nhlgahbiphgfcfhigkpmhepplhoikdio',
        Authorization: `Bearer ${token}`,
        'Content-Type': type,
      });
      const response = await app.request(path, {
        method: 'POST',
        headers,
        body,
        duplex: 'half',
      } as RequestInit);
      return [response.status, (await response.json()).code];
    };
    expect(await send('{"a":', 'application/json')).toEqual([400, 'invalid_request']);
    expect(await send('', 'application/json')).toEqual([400, 'invalid_request']);
    expect(await send('{}', 'text/plain')).toEqual([415, 'unsupported_media_type']);
    expect(await send('a=b', 'application/x-www-form-urlencoded')).toEqual([415, 'unsupported_media_type']);
    const large = JSON.stringify({ text: 'x'.repeat(40_000) });
    expect(await send(large, 'application/json')).toEqual([413, 'payload_too_large']);
    expect(await send(new Blob([large]).stream(), 'application/json')).toEqual([413, 'payload_too_large']);
  });

  test('on POST /auth/password names the field', async () => {
    const bad = oneWrong(
      { current: 'correct horse battery', next: 'another fine password' },
      {
        current: fc.oneof(notText, fc.constant(''), tooLong),
        next: fc.oneof(notText, fc.string({ maxLength: 7 }), tooLong),
      },
    );
    await fc.assert(
      fc.asyncProperty(bad, (body) => namesTheField('/auth/password', body)),
      { numRuns },
    );
  });

  test('on POST /auth/token names the field', async () => {
    const bad = oneWrong(
      { scope: 'items:read' },
      {
        scope: fc.oneof(notText, tooLong, fc.string({ maxLength: 40 }), fc.constant('items:read items:rea')),
      },
    );
    await fc.assert(
      fc.asyncProperty(bad, (body) => namesTheField('/auth/token', body)),
      { numRuns },
    );
  });

  test('on POST /auth/refresh names the field', async () => {
    const bad = oneWrong({}, { receipt: fc.oneof(notText, tooLong) }).filter(
      ({ field, body }) => field !== 'receipt' || 'receipt' in (body as object),
    );
    await fc.assert(
      fc.asyncProperty(bad, (body) => namesTheField('/auth/refresh', body)),
      { numRuns },
    );
  });

  test('on POST /auth/logout ends nothing, whatever its body', async () => {
    // It reads none: what is to end is shown by credentials, and these are none of the session's.
    await fc.assert(
      fc.asyncProperty(anything, async (json) => {
        storage.reset();
        const stranger = await app.client();
        expect((await stranger.call('/auth/logout', { json, token: 'junk' })).status).toBe(204);
        expect(storage.writes).toEqual([]);
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });

  test('on DELETE /auth/sessions/:id is refused', async () => {
    const id = fc
      .string({ minLength: 1, unit: 'binary' })
      .map((text) => encodeURIComponent(text.toWellFormed()).replaceAll('.', '%2E'));
    await fc.assert(
      fc.asyncProperty(id, async (text) => {
        await refused(`/auth/sessions/${text}`, { method: 'DELETE', token });
      }),
      { numRuns },
    );
  });

  test('on every route there is ends in no failure of the server', async () => {
    const { paths } = (await (await app.request('/openapi.json')).json()) as {
      paths: Record<string, object>;
    };
    const routes = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => ({ path, method: method.toUpperCase() })),
    );
    expect(routes.length).toBeGreaterThan(15);
    const junk = fc
      .string({ maxLength: 40, unit: 'binary' })
      .map((text) => encodeURIComponent(text.toWellFormed()));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...routes),
        junk,
        junk,
        anything,
        async ({ path, method }, id, query, json) => {
          const url = `${path.replace(/\{[^}]+\}/, id.replaceAll('.', '%2E') || 'x')}?${query}`;
          const stranger = await app.client();
          const response = await stranger.call(url, { method, ...(method === 'POST' && { json }) });
          expect(response.status).toBeLessThan(500);
          if (response.status >= 400) {
            expect(response.headers.get('Content-Type')).toBe('application/problem+json');
          }
        },
      ),
      { numRuns: numRuns * 2 },
    );
  });

  test('on GET /api/items names the field', async () => {
    const { errors } = await refused('/api/items?page=2', { method: 'GET', token });
    expect(errors?.map(({ field }) => field)).toContain('page');
  });

  test('on DELETE /api/items/:id is refused', async () => {
    const id = fc
      .string({ minLength: 1, unit: 'binary' })
      .map((text) => encodeURIComponent(text.toWellFormed()));
    await fc.assert(
      fc.asyncProperty(id, async (text) => {
        await refused(`/api/items/${text.replaceAll('.', '%2E')}`, { method: 'DELETE', token });
      }),
      { numRuns },
    );
  });

  test('on DELETE /auth/account is refused for any body but the right password', async () => {
    const body = anything.filter(
      (value) => value === null || typeof value !== 'object' || Object.keys(value).length > 0,
    );
    const bad = fc.oneof(body, fc.record({ password: notText }), fc.constant({ password: '', more: 1 }));
    await fc.assert(
      fc.asyncProperty(bad, async (json) => {
        await refused('/auth/account', { method: 'DELETE', json, token });
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  });

  test('in the Idempotency-Key is named', async () => {
    const json = { text: 'an item' };
    for (const key of ['', ' ', 'has space', 'ü', 'x'.repeat(129), '"unfinished', 'quo"te']) {
      const { errors } = await refused('/api/items', { json, token, headers: { 'Idempotency-Key': key } });
      expect(errors?.map(({ field }) => field)).toEqual(['Idempotency-Key']);
    }
  });

  test('in headers that are read anywhere ends in a refusal', async () => {
    const junk = fc.string({ unit: fc.constantFrom(...'abcXYZ019 .,;=/+_-"\\<>\u00e9') });
    const headers = fc.record({
      Authorization: junk,
      DPoP: junk,
      Cookie: junk,
      Origin: junk,
      'X-Request-Id': junk,
    });
    const path = fc.constantFrom(
      '/auth/login',
      '/auth/refresh',
      '/auth/password',
      '/api/items',
      '/auth/token',
    );
    await fc.assert(
      fc.asyncProperty(path, headers, async (at, given) => {
        await refused(at, { json: {}, headers: given });
      }),
      { numRuns },
    );
  });

  test('in the path or the method is told from a missing page', async () => {
    expect(await refused('/nothing', { method: 'GET' })).toMatchObject({ code: 'not_found' });
    expect(await refused('/api/me', { method: 'DELETE', token })).toMatchObject({
      code: 'method_not_allowed',
    });
    const response = await client.call('/api/items', { method: 'PUT', token, json: {} });
    expect(response.status).toBe(405);
    expect(response.headers.get('Allow')).toBe('GET, HEAD, POST');
  });

  test('has not made the server fail once', () => {
    expect(app.log()).not.toContain('"failed"');
  });
});
