import { expect, test } from 'vitest';
import { fakeClient } from './fake-client.ts';

test('a test says who is signed in, and what the API answers', async () => {
  const client = fakeClient((request) => Response.json({ path: new URL(request.url).pathname }));
  const users: (string | null)[] = [];
  const stop = client.onUserChange((user) => {
    users.push(user?.username ?? null);
  });
  await expect(client.fetch('/api/me')).rejects.toMatchObject({ code: 'signed-out' });

  client.signIn();
  expect(await (await client.fetch('/api/me')).json()).toEqual({ path: '/api/me' });
  client.goOffline();
  await expect(client.fetch('/api/me')).rejects.toMatchObject({ code: 'offline' });
  client.goOffline(false);
  client.signOut('expired');
  expect(await client.state()).toMatchObject({ status: 'signed-out', reason: 'expired' });
  expect(users).toEqual([null, 'ada', null]);

  stop();
  client.signIn();
  expect(users).toHaveLength(3);
});

test('what was asked can be looked at, its body too', async () => {
  const client = fakeClient(async (request) => new Response(await request.text()));
  client.signIn();
  await client.fetch('/api/clips', { method: 'POST', body: 'a clip', idempotencyKey: 'k1' });
  const [request] = client.requests;
  expect(request?.method).toBe('POST');
  expect(request?.headers.get('Idempotency-Key')).toBe('k1');
  expect(await request?.text()).toBe('a clip');
});
