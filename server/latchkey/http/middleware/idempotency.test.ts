import { Hono } from 'hono';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { testApp } from '../../testing/test-app.ts';
import { json } from '../request/validate.ts';
import type { ServerModule } from '../server-module.ts';
import type { IdempotentEnv } from './idempotency.ts';

const made: ServerModule = {
  name: 'made',
  routes: ({ requireAccess, idempotency, random }) =>
    new Hono<IdempotentEnv>().post(
      '/api/made',
      requireAccess(),
      json(v.strictObject({})),
      idempotency,
      (c) => {
        c.header('Location', `/api/made/${random(4)}`);
        c.header('ETag', '"1"');
        c.header('Set-Cookie', 'of=the first answer');
        return c.json({}, 201);
      },
    ),
};

test('a resend is told where what was made is, and nothing that is of one answer alone', async () => {
  const app = await testApp({}, { modules: [made] });
  const client = await app.client();
  const { access_token: token } = await client.signedUp('ada');
  const send = () => client.call('/api/made', { json: {}, token, headers: { 'Idempotency-Key': 'one' } });
  const [first, again] = [await send(), await send()];
  expect(again.headers.get('Idempotency-Replayed')).toBe('true');
  for (const header of ['Location', 'ETag', 'Content-Type']) {
    expect([header, again.headers.get(header)]).toEqual([header, first.headers.get(header)]);
  }
  expect(first.headers.get('Location')).toMatch(/^\/api\/made\/./);
  expect(again.headers.get('Set-Cookie')).toBeNull();
});
