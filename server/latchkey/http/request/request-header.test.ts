import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { defaultExtensionOrigin } from '../../config/settings.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';

/** An app in front of ours that makes another request of each one. @returns where it listens */
async function around(app: TestApp, change: (request: Request) => Promise<Request>): Promise<string> {
  const outer = new Hono().all('*', async (c) => app.fetch(await change(c.req.raw), c.env as object));
  const server = createServer(getRequestListener(outer.fetch));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

test.each([
  ['none is stated', (headers: Headers) => headers.delete('Content-Length')],
  ['that of what was packed is', () => {}],
])('the length that counts is that of the body which is read, where %s', async (_, change) => {
  const unpacked = JSON.stringify({ username: 'a', password: ' '.repeat(100_000) });
  const origin = await around(await testApp(), async (request) => {
    const headers = new Headers(request.headers);
    change(headers);
    return new Request(request.url, { method: 'POST', headers, body: unpacked });
  });
  const answer = await fetch(`${origin}/auth/register`, {
    method: 'POST',
    headers: { Origin: defaultExtensionOrigin, 'Content-Type': 'application/json' },
    body: '{}',
  });
  expect(answer.status).toBe(413);
});

test('a token that an app around has taken out is none, and one that it has put in is', async () => {
  const app = await testApp();
  const { access_token: token } = await (await app.client()).signedUp('ada');
  let change: (headers: Headers) => void = () => {};
  const origin = await around(app, async (request) => {
    const headers = new Headers(request.headers);
    change(headers);
    return new Request(request.url, { headers });
  });
  const status = async (headers: Record<string, string>) =>
    (await fetch(`${origin}/api/me`, { headers })).status;
  const Authorization = `Bearer ${token}`;
  expect(await status({ Authorization })).toBe(200);
  change = (headers) => headers.delete('Authorization');
  expect(await status({ Authorization })).toBe(401);
  change = (headers) => headers.set('Authorization', Authorization);
  expect(await status({ Authorization: 'Bearer another' })).toBe(200);
});
