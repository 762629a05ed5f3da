import { beforeEach, describe, expect, test } from 'vitest';
import { World } from '../testing/world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});

const state = () => world.finish(world.client.state());
const refreshes = () => world.server.count('POST /auth/refresh');

describe('a new installation', () => {
  test('asks the server once who is there, and knows then that nobody is', async () => {
    expect(await state()).toMatchObject({ status: 'unknown' });
    await world.clock.advance(1_000);
    expect(await state()).toMatchObject({ status: 'signed-out', reason: 'none' });
    world.restartBrowser();
    await world.finish(world.wake().wake());
    expect(await state()).toMatchObject({ status: 'signed-out', reason: 'none' });
    expect(refreshes()).toBe(1);
  });

  test('that meets an old installation’s cookie, as after its data was cleared, says that the key is lost', async () => {
    await world.signIn();
    world.kill();
    world.persisted.clear();
    world.sessionScoped.clear();
    world.keys.name = null;
    await world.finish(world.wake().wake());
    expect(await state()).toMatchObject({ status: 'signed-out', reason: 'key-lost' });
  });

  test('without a network does not know, keeps asking, and lets nobody wait for ever', async () => {
    world.server.offline = true;
    await expect(world.finish(world.client.fetch('/api/me'))).rejects.toMatchObject({ code: 'offline' });
    expect(await state()).toMatchObject({ status: 'unknown' });
    expect(world.alarm).toBe(true);
    world.server.offline = false;
    await world.clock.advance(60_000);
    await world.finish(world.wake().wake());
    expect(await state()).toMatchObject({ status: 'signed-out', reason: 'none' });
  });
});

describe('the server ends my session and every page learns why', () => {
  test.for([
    ['logout', 'elsewhere'],
    ['admin', 'elsewhere'],
    ['password', 'elsewhere'],
    ['reuse', 'reuse'],
    ['expired', 'expired'],
  ] as const)('%s: %s', async ([status, reason]) => {
    await world.signIn();
    world.server.session.status = status;
    await expect(world.finish(world.client.fetch('/api/items'))).rejects.toMatchObject({
      code: 'signed-out',
    });
    expect(world.pushed.at(-1)).toMatchObject({ status: 'signed-out', reason });
    expect(refreshes()).toBe(1);
    await expect(world.client.fetch('/api/items')).rejects.toMatchObject({ code: 'signed-out' });
    expect(refreshes()).toBe(1);
  });

  test('my cookies were cleared: cookie-lost', async () => {
    await world.signIn();
    world.server.cookie = null;
    await world.clock.advance(world.server.accessTtlMs);
    await expect(world.finish(world.client.fetch('/api/items'))).rejects.toMatchObject({
      code: 'signed-out',
    });
    expect(await state()).toMatchObject({ status: 'signed-out', reason: 'cookie-lost' });
  });

  test('my key is gone: key-lost, and signing in again works', async () => {
    await world.signIn();
    world.restartBrowser();
    world.keys.name = null;
    await expect(world.finish(world.client.fetch('/api/items'))).rejects.toMatchObject({
      code: 'signed-out',
    });
    expect(await state()).toMatchObject({ status: 'signed-out', reason: 'key-lost' });
    expect(await world.signIn()).toMatchObject({ status: 'signed-in' });
  });
});

describe('signing in', () => {
  test('a wrong password is told with the server’s problem, and nothing else changes', async () => {
    await state();
    await world.clock.advance(1_000);
    const entering = world.account.signIn({ username: 'ada', password: 'wrong' });
    await expect(world.finish(entering)).rejects.toMatchObject({
      code: 'refused',
      problem: { code: 'invalid_credentials', status: 401 },
    });
    world.kill();
    await world.finish(world.wake().wake());
    expect(await state()).toMatchObject({ status: 'signed-out', reason: 'none' });
    expect(refreshes()).toBe(1);
  });

  test('a wait that the server asks for is passed on', async () => {
    world.server.next('/auth/login', {
      status: 429,
      headers: { 'Retry-After': '30' },
      body: JSON.stringify({ code: 'rate_limited', status: 429, title: 'Too many requests' }),
    });
    await expect(world.signIn()).rejects.toMatchObject({ code: 'refused', retryAfterMs: 30_000 });
  });

  test('without a network: offline', async () => {
    world.server.offline = true;
    await expect(world.signIn()).rejects.toMatchObject({ code: 'offline' });
  });

  test('the answer breaks off after the cookie came: I am signed in all the same', async () => {
    world.server.next('/auth/login', 'cut-body');
    expect(await world.signIn()).toMatchObject({ status: 'signed-in', user: { username: 'ada' } });
  });

  test('the answer is lost, and the cookie is of an older session: nobody is put into that one', async () => {
    await world.signIn();
    const { session: older } = world.server;
    await world.persisted.save(null);
    world.kill();
    await world.clock.advance(3_600_000);
    world.server.next('/auth/login', 'drop-request');
    await expect(
      world.finish(world.account.signIn({ username: 'bob', password: 'correct horse' })),
    ).rejects.toMatchObject({ code: 'offline' });
    expect(await state()).toMatchObject({ status: 'signed-out' });
    await world.clock.advance(60_000);
    await world.finish(world.wake().wake());
    expect(older.status).toBe('logout');
  });

  test('the answer is lost and the network with it: what the server made of it is ended later', async () => {
    world.server.next('/auth/login', 'cut-body');
    world.server.next('/auth/refresh', 'drop-request', 'drop-request');
    await expect(world.signIn()).rejects.toMatchObject({ code: 'offline' });
    expect(await state()).toMatchObject({ status: 'signed-out' });
    await world.clock.advance(60_000);
    await world.finish(world.wake().wake());
    expect(world.server.session.status).toBe('logout');
  });

  test('a browser that keeps no cookies is told so, and no session is left behind', async () => {
    await world.finish(world.wake().wake());
    world.server.keepsNoCookies = true;
    await expect(world.signIn()).rejects.toMatchObject({ code: 'cookie-not-kept' });
    expect(await state()).toMatchObject({ status: 'signed-out', reason: 'none' });
    expect(world.server.session.status).toBe('logout');
    world.server.keepsNoCookies = false;
    expect(await world.signIn()).toMatchObject({ status: 'signed-in' });
  });

  test.for([
    ['offline', 'drop-request'],
    ['a 404', { status: 404 }],
    ['a 503', { status: 503 }],
  ] as const)(
    'whether the cookie was kept could not be found out (%s): I am signed in',
    async ([, fault]) => {
      world.server.next('/auth/cookie-check', fault);
      expect(await world.signIn()).toMatchObject({ status: 'signed-in' });
    },
  );

  test('more cookies than the server takes: that is said, and not that it is busy', async () => {
    world.server.next('/auth/login', { status: 431 });
    world.server.next('/auth/cookie-check', { status: 431 });
    await expect(world.signIn()).rejects.toMatchObject({ code: 'too-many-cookies' });
    world.server.next('/auth/login', { status: 503 });
    await expect(world.signIn()).rejects.toMatchObject({ code: 'server-unavailable' });
  });

  test('a key that can not be stored is said at once', async () => {
    world.keys.broken = true;
    await expect(world.signIn()).rejects.toMatchObject({ code: 'key-store-unavailable' });
    expect(world.server.sessions.size).toBe(0);
  });

  test('again while signed in: the session before is ended', async () => {
    await world.signIn();
    await world.signIn();
    expect([...world.server.sessions.values()].map(({ status }) => status)).toEqual(['logout', 'active']);
    expect(await state()).toMatchObject({ status: 'signed-in', sessionId: 'session-2' });
  });

  test('the password goes to the login route alone, and into no storage', async () => {
    await world.finish(world.account.register({ username: 'ada', password: 'correct horse' }));
    const stored = JSON.stringify([
      await world.persisted.load(),
      await world.sessionScoped.load(),
      world.pushed,
    ]);
    expect(stored).not.toContain('correct horse');
    const bodies = world.server.seen.filter(({ body }) => body.includes('correct horse'));
    expect(bodies.map(({ line }) => line)).toEqual(['POST /auth/register']);
  });
});

test('what is on disk and what pages see holds no token', async () => {
  await world.signIn();
  const { token } = await world.client.getToken();
  expect(JSON.stringify(await world.persisted.load())).not.toContain(token);
  expect(JSON.stringify(world.pushed)).not.toContain(token);
  expect(JSON.stringify(world.pushed)).not.toContain('receipt');
});
