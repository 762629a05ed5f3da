import { beforeEach, describe, expect, test } from 'vitest';
import { settled } from '../testing/fake-clock.ts';
import { World } from '../testing/world.ts';

let world: World;
beforeEach(async () => {
  world = new World();
  await world.signIn();
});

const signOut = (everywhere = false) => world.finish(world.account.signOut({ everywhere }));
const expire = () => world.clock.advance(world.server.accessTtlMs);
const refreshes = () => world.server.count('POST /auth/refresh');

test('I sign out and the session is dead on the server', async () => {
  expect(await signOut()).toMatchObject({ status: 'signed-out', reason: 'user' });
  expect(world.server.session.status).toBe('logout');
  expect(world.server.cookie).toBeNull();
  await expect(world.client.fetch('/api/items')).rejects.toMatchObject({ code: 'signed-out' });
  await expect(world.client.getToken()).rejects.toMatchObject({ code: 'signed-out' });
});

test('I sign out everywhere and my other sessions are dead too', async () => {
  world.server.sessions.set('session-9', { ...world.server.session, sid: 'session-9' });
  await signOut(true);
  expect([...world.server.sessions.values()].map(({ status }) => status)).toEqual(['logout', 'logout']);
});

test('I sign out everywhere after my access token has run out', async () => {
  world.server.sessions.set('session-9', { ...world.server.session, sid: 'session-9' });
  await expire();
  await signOut(true);
  expect([...world.server.sessions.values()].map(({ status }) => status)).toEqual(['logout', 'logout']);
  expect(await world.client.state()).toMatchObject({ status: 'signed-out' });
});

test('once signed out, no worker that wakes asks the server who I am', async () => {
  await signOut();
  for (let wake = 0; wake < 3; wake++) {
    world.kill();
    await world.finish(world.wake().wake());
    expect(await world.finish(world.client.state())).toMatchObject({ status: 'signed-out', reason: 'user' });
  }
  world.restartBrowser();
  expect(await world.finish(world.client.state())).toMatchObject({ status: 'signed-out', reason: 'user' });
  expect(refreshes()).toBe(0);
  expect(world.alarm).toBe(false);
});

describe('I sign out without a network', () => {
  beforeEach(async () => {
    world.server.offline = true;
  });

  test('and I am signed out at once', async () => {
    const started = world.clock.now();
    expect(await signOut()).toMatchObject({ status: 'signed-out', reason: 'user' });
    expect(world.clock.now() - started).toBeLessThan(5_000);
    expect(world.server.session.status).toBe('active');
  });

  test.for([
    [false, 'here'],
    [true, 'everywhere'],
  ] as const)(
    'and I am told that the server does not know yet, until it does',
    async ([everywhere, what]) => {
      await signOut(everywhere);
      expect(world.pushed.at(-1)).toMatchObject({ status: 'signed-out', unfinished: what });
      world.server.offline = false;
      await world.clock.advance(60_000);
      await world.finish(world.client.state());
      await settled();
      expect(world.pushed.at(-1)).not.toHaveProperty('unfinished');
    },
  );

  test('and a server that hangs does not keep me waiting either', async () => {
    world.server.offline = false;
    world.server.next('/auth/logout', 'hang');
    const started = world.clock.now();
    expect(await signOut()).toMatchObject({ status: 'signed-out' });
    expect(world.clock.now() - started).toBeLessThan(5_000);
  });

  test.for([false, true])(
    'and the session dies as soon as there is one, everywhere: %s',
    async (everywhere) => {
      world.server.sessions.set('session-0', { ...world.server.session, sid: 'session-0' });
      await signOut(everywhere);
      expect(world.alarm).toBe(true);
      world.restartBrowser();
      world.server.offline = false;
      await world.clock.advance(60_000);
      await world.finish(world.wake().wake());
      expect(world.server.sessions.get('session-1')?.status).toBe('logout');
      expect(world.server.sessions.get('session-0')?.status).toBe(everywhere ? 'logout' : 'active');
      expect(world.alarm).toBe(false);
      expect(await world.finish(world.client.state())).toMatchObject({
        status: 'signed-out',
        reason: 'user',
      });
    },
  );

  test('and a hotel’s login page is not taken for the server’s word', async () => {
    world.server.offline = false;
    world.server.next('/auth/logout', { status: 200, body: '<h1>Hotel</h1>' });
    await signOut();
    expect(world.server.session.status).toBe('active');
    await world.clock.advance(60_000);
    await world.finish(world.wake().wake());
    expect(world.server.session.status).toBe('logout');
  });

  test('and waking up does not sign me in again, though the cookie is still there', async () => {
    await signOut();
    world.restartBrowser();
    await expect(world.finish(world.client.fetch('/api/items'))).rejects.toMatchObject({
      code: 'signed-out',
    });
    await world.finish(world.wake().wake());
    expect(await world.finish(world.client.state())).toMatchObject({ status: 'signed-out', reason: 'user' });
    expect(refreshes()).toBe(0);
  });

  test('and signing in as somebody else ends the old session first, and not the new one', async () => {
    await signOut();
    world.server.offline = false;
    await world.finish(world.account.signIn({ username: 'bea', password: 'right' }));
    expect(world.server.sessions.get('session-1')?.status).toBe('logout');
    expect(world.server.sessions.get('session-2')?.status).toBe('active');
    expect(await world.client.state()).toMatchObject({ user: { username: 'bea' } });
    await expire();
    expect((await world.finish(world.client.fetch('/api/items'))).status).toBe(200);
  });

  test('and while the old session can not be ended nobody signs in', async () => {
    await signOut();
    world.server.offline = false;
    world.server.next('/auth/logout', { status: 503 });
    const entering = world.account.signIn({ username: 'bea', password: 'right' });
    await expect(world.finish(entering)).rejects.toMatchObject({ code: 'server-unavailable' });
    expect(world.server.count('POST /auth/login')).toBe(1);
  });
});

describe('a sign-out meets a refresh', () => {
  test('the refresh is under way: its late answer signs nobody in, now or after the worker’s death', async () => {
    await expire();
    world.server.next('/auth/refresh', { delayMs: 1_000 });
    const call = world.client.fetch('/api/items');
    await settled();
    const refused = expect(call).rejects.toMatchObject({ code: 'signed-out' });
    expect(await signOut()).toMatchObject({ status: 'signed-out', reason: 'user' });
    await refused;
    await world.clock.advance(5_000);
    expect(await world.client.state()).toMatchObject({ status: 'signed-out', reason: 'user' });
    world.kill();
    expect(await world.finish(world.client.state())).toMatchObject({ status: 'signed-out', reason: 'user' });
  });

  test('the sign-out was stored by somebody else while the answer was on its way', async () => {
    await expire();
    world.server.next('/auth/refresh', { delayMs: 1_000 });
    const call = world.client.fetch('/api/items');
    await settled();
    await world.persisted.save({
      epoch: 99,
      session: { status: 'signed-out', reason: 'user' },
      pendingSignOut: { everywhere: false },
      kept: null,
      clockOffsetMs: 0,
    });
    await expect(world.finish(call)).rejects.toMatchObject({ code: 'signed-out' });
    expect(await world.client.state()).toMatchObject({ status: 'signed-out', reason: 'user' });
  });

  test('the sign-out comes first: there is no refresh', async () => {
    await expire();
    const out = world.account.signOut();
    const call = world.client.fetch('/api/items');
    await expect(world.finish(call)).rejects.toMatchObject({ code: 'signed-out' });
    await world.finish(out);
    expect(refreshes()).toBe(0);
  });

  test('the worker dies anywhere in a sign-out: afterwards the session is dead', async () => {
    for (const moment of ['before', 'after'] as const) {
      for (let call = 1; call <= 12; call++) {
        world = new World();
        await world.signIn();
        world.kill();
        world.plan = { call, moment };
        const state = await signOut();
        expect(state, `${moment} ${call}`).toMatchObject({ status: 'signed-out' });
        world.kill();
        await world.finish(world.wake().wake());
        expect(world.server.session.status, `${moment} ${call}`).toBe('logout');
      }
    }
  });

  test('I sign out while I am signing in: I stay signed out and the new session dies', async () => {
    await signOut();
    world.server.next('/auth/login', { delayMs: 3_000 });
    const entering = world.account.signIn({ username: 'ada', password: 'right' });
    const refused = expect(entering).rejects.toMatchObject({ code: 'signed-out' });
    await world.clock.advance(1_000);
    await signOut();
    await world.clock.advance(5_000);
    await refused;
    expect(await world.client.state()).toMatchObject({ status: 'signed-out' });
    await world.clock.advance(1_000);
    expect(world.server.session.status).toBe('logout');
  });
});
