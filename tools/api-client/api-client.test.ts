import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { generateKeyPair, generateProof } from 'dpop';
import { defaultExtensionOrigin } from 'latchkey-server';
import { testApp } from 'latchkey-server/testing';
import createClient, { type Middleware } from 'openapi-fetch';
import { expect, test } from 'vitest';
import { apiDocument, fingerprint } from './document.ts';
import type { paths } from './openapi.d.ts';

const header = { Origin: defaultExtensionOrigin };

type Credentials = Middleware & { accessToken?: string };

/** What the document says of credentials, as somebody would do it who has nothing but the document. */
async function credentials(): Promise<Credentials> {
  const key = await generateKeyPair('ES256');
  const [cookies, nonce] = [new Map<string, string>(), { last: undefined as string | undefined }];
  const ours: Credentials = {
    async onRequest({ request }) {
      request.headers.set('DPoP', await generateProof(key, request.url, request.method, nonce.last));
      request.headers.set('Cookie', [...cookies].map((pair) => pair.join('=')).join('; '));
      if (ours.accessToken !== undefined) {
        request.headers.set('Authorization', `Bearer ${ours.accessToken}`);
      }
      return request;
    },
    onResponse({ response }) {
      nonce.last = response.headers.get('DPoP-Nonce') ?? nonce.last;
      for (const cookie of response.headers.getSetCookie()) {
        const [name = '', value = ''] = cookie.split(';', 1)[0]?.split('=') ?? [];
        cookies.set(name, value);
      }
    },
  };
  return ours;
}

test('the types are those of the document as it is now', async () => {
  const types = readFileSync(join(import.meta.dirname, 'openapi.d.ts'), 'utf8');
  expect(types.startsWith(fingerprint(await apiDocument())), 'node tools/api-client/generate.ts').toBe(true);
});

test('a client that is made from the document signs in, refreshes and signs out', async () => {
  const server = await testApp();
  const client = createClient<paths>({
    baseUrl: server.config.publicUrl,
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      const body = request.method === 'GET' ? null : await request.text();
      const { method, headers } = request;
      return server.request(pathname + search, { method, headers, body: body === '' ? null : body });
    },
  });
  const ours = await credentials();
  client.use(ours);

  const { data: challenge } = await client.GET('/auth/challenge');
  if (challenge === undefined) throw new Error('no challenge');
  const solution = await solveChallenge({ challenge: challenge, deriveKey });
  if (solution === null) throw new Error('no solution');
  const enter = () =>
    client.POST('/auth/register', {
      params: { header },
      body: {
        username: 'ada',
        password: 'correct horse battery',
        challenge: { challenge, solution },
      },
    });
  const first = await enter();
  const { data: pair } = first.error?.code === 'use_dpop_nonce' ? await enter() : first;
  expect(pair).toMatchObject({ token_type: 'Bearer', user: { username: 'ada' } });
  if (pair === undefined) return;

  ours.accessToken = pair.access_token;
  expect((await client.GET('/api/me')).data?.username).toBe('ada');

  const { data: next } = await client.POST('/auth/refresh', {
    params: { header },
    body: { receipt: pair.receipt },
  });
  expect(next?.session_id).toBe(pair.session_id);
  if (next === undefined) return;

  ours.accessToken = next.access_token;
  const { data: list } = await client.GET('/auth/sessions');
  expect(list?.sessions.map(({ current }) => current)).toEqual([true]);

  const { response, error } = await client.POST('/auth/logout', { params: { header } });
  expect([response.status, error]).toEqual([204, undefined]);
  const over = await client.POST('/auth/refresh', { params: { header }, body: {} });
  expect([over.response.status, over.error?.code]).toEqual([401, 'invalid_grant']);
  expect((await client.GET('/api/me')).error?.code).toBe('invalid_token');
});
