import { beforeEach, expect, test } from 'vitest';
import type { Check } from '../protocol/messages.ts';
import { World } from '../testing/world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});

/** The checks that fail, with their problem. */
async function problems(): Promise<Record<string, string | undefined>> {
  const checks = await world.finish(world.account.doctor());
  expect(checks.map(({ id }) => id)).toEqual<Check['id'][]>([
    'host-permission',
    'server',
    'origin',
    'cookie',
    'clock',
    'key',
    'session',
  ]);
  return Object.fromEntries(checks.filter(({ ok }) => !ok).map(({ id, problem }) => [id, problem]));
}

test('all is well', async () => {
  await world.signIn();
  expect(await problems()).toEqual({});
});

test('nobody is signed in: that is all', async () => {
  await world.finish(world.wake().wake());
  expect(await problems()).toEqual({ session: 'signed-out' });
});

test('the user took the host permission back', async () => {
  await world.signIn();
  world.permitted = false;
  expect(await problems()).toEqual({ 'host-permission': 'missing' });
});

test('without the host permission, a server that seems away is not said to be down', async () => {
  await world.signIn();
  world.permitted = false;
  world.server.offline = true;
  expect(await problems()).toEqual({
    'host-permission': 'missing',
    server: 'unchecked',
    origin: 'unchecked',
    cookie: 'unchecked',
    session: 'unconfirmed',
  });
});

test('the server is out of reach: what it alone can tell is unchecked', async () => {
  await world.signIn();
  world.server.offline = true;
  expect(await problems()).toEqual({
    server: 'unreachable',
    origin: 'unchecked',
    cookie: 'unchecked',
    session: 'unconfirmed',
  });
  expect(await world.client.state()).toMatchObject({ status: 'signed-in' });
});

test('the server is ill', async () => {
  await world.signIn();
  world.server.next('/healthz', { status: 503 });
  expect(await problems()).toEqual({ server: 'unhealthy' });
});

test('the server is mounted in an app that has no health check', async () => {
  await world.signIn();
  world.server.next('/healthz', { status: 404 });
  expect(await problems()).toEqual({});
});

test('what answers is no server that keeps sessions', async () => {
  world.server.next('/healthz', { status: 404 });
  world.server.next('/auth/refresh', { status: 404 });
  expect(await problems()).toMatchObject({ server: 'unhealthy' });
});

test('the server does not know this extension', async () => {
  await world.signIn();
  world.server.next('/auth/refresh', {
    status: 403,
    body: JSON.stringify({ code: 'origin_not_allowed', status: 403, title: 'No' }),
  });
  expect(await problems()).toEqual({ origin: 'not-allowed' });
});

test('the cookie is gone: that is said, and does not end what is left of the session', async () => {
  await world.signIn();
  world.server.cookie = null;
  expect(await problems()).toEqual({ cookie: 'absent' });
  expect(await world.client.state()).toMatchObject({ status: 'signed-in' });
});

test.for([true, false])('the browser keeps no cookies (signed in: %s)', async (signedIn) => {
  if (signedIn) await world.signIn();
  else await world.finish(world.wake().wake());
  world.server.keepsNoCookies = true;
  expect(await problems()).toEqual({ cookie: 'blocked', ...(!signedIn && { session: 'signed-out' }) });
});

test.for([431, 400])('the server does not even read what comes with so many cookies (%s)', async (status) => {
  world.server.next('/auth/refresh', { status }, { status });
  world.server.next('/auth/cookie-check', { status });
  expect(await problems()).toEqual({ cookie: 'too-many-cookies', session: 'unknown' });
});

test('a server that has never heard of the question is no fault of the cookies', async () => {
  await world.signIn();
  world.server.next('/auth/cookie-check', {
    status: 404,
    body: JSON.stringify({ code: 'not_found', status: 404, title: 'No' }),
  });
  expect(await problems()).toEqual({});
});

test('without anybody signed in, a key that can not be made is said', async () => {
  await world.finish(world.wake().wake());
  world.keys.broken = true;
  expect(await problems()).toEqual({ key: 'unreadable', session: 'signed-out' });
});

test('the key is gone', async () => {
  await world.signIn();
  world.restartBrowser();
  world.keys.name = null;
  expect(await problems()).toEqual({ key: 'lost', session: 'signed-out' });
});

test('the key can not be read', async () => {
  await world.signIn();
  world.keys.broken = true;
  expect(await problems()).toMatchObject({ key: 'unreadable' });
});

test('asking the doctor uses up no generation but one', async () => {
  await world.signIn();
  await problems();
  expect(world.server.session.gen).toBe(2);
  expect(world.mostRefreshes).toBe(1);
});
