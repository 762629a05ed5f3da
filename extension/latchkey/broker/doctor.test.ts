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

test('the cookie is gone', async () => {
  await world.signIn();
  world.server.cookie = null;
  expect(await problems()).toEqual({ cookie: 'absent', session: 'signed-out' });
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
