import { beforeEach, describe, expect, test } from 'vitest';
import { settled } from '../testing/fake-clock.ts';
import { World } from '../testing/world.ts';

let world: World;
beforeEach(async () => {
  world = new World();
  await world.signIn();
});

const items = () => world.finish(world.client.fetch('/api/items'));

test('I stay signed in when the worker stops, and nothing is refreshed for it', async () => {
  world.kill();
  expect(await world.finish(world.client.state())).toMatchObject({ status: 'signed-in' });
  expect((await items()).status).toBe(200);
  expect(world.server.count('POST /auth/refresh')).toBe(0);
});

test('I stay signed in when the browser is closed and opened again', async () => {
  world.restartBrowser();
  expect(await world.finish(world.client.state())).toMatchObject({
    status: 'signed-in',
    user: { username: 'ada' },
  });
  expect((await items()).status).toBe(200);
  expect(world.server.count('POST /auth/refresh')).toBe(1);
});

test('I stay signed in when an update wipes the storage in memory', async () => {
  world.kill();
  world.sessionScoped.clear();
  expect((await items()).status).toBe(200);
});

test('I stay signed in when everything but the cookie and the key is wiped', async () => {
  world.kill();
  world.sessionScoped.clear();
  world.persisted.clear();
  expect((await items()).status).toBe(200);
  expect(await world.client.state()).toMatchObject({ status: 'signed-in', user: { username: 'ada' } });
});

test('I stay signed in when the storage holds what an older version wrote', async () => {
  world.kill();
  await world.persisted.save({ user: 'ada', signedIn: true });
  await world.sessionScoped.save('token');
  expect((await items()).status).toBe(200);
});

test('I stay signed in when my browser crashes and its cookie is an older one', async () => {
  const { cookie } = world.server;
  await world.clock.advance(world.server.accessTtlMs);
  await items();
  world.restartBrowser();
  world.server.cookie = cookie;
  await world.clock.advance(3_600_000);
  expect((await items()).status).toBe(200);
});

/** Every call to a port while one expired token is replaced and one API call is made: each is a place to die. */
async function portCalls(): Promise<number> {
  world.kill();
  await world.clock.advance(world.server.accessTtlMs);
  await items();
  return world.life.calls;
}

describe('the worker dies in the middle of a refresh', () => {
  test.for(['before', 'after'] as const)('and I never notice: anywhere, %s it acted', async (moment) => {
    const places = await portCalls();
    expect(places).toBeGreaterThan(7);
    for (let call = 1; call <= places; call++) {
      world = new World();
      await world.signIn();
      world.kill();
      await world.clock.advance(world.server.accessTtlMs);
      world.plan = { call, moment };
      expect((await items()).status, `${moment} call ${call}`).toBe(200);
      expect(world.server.session.status, `${moment} call ${call}`).toBe('active');
    }
  });

  test('and only one more refresh is needed', async () => {
    const places = await portCalls();
    for (let call = 1; call <= places; call++) {
      world = new World();
      await world.signIn();
      world.kill();
      await world.clock.advance(world.server.accessTtlMs);
      world.plan = { call, moment: 'after' };
      await items();
      expect(world.server.count('POST /auth/refresh'), `after call ${call}`).toBeLessThanOrEqual(2);
    }
  });

  test('and nothing stays stuck "refreshing"', async () => {
    await world.clock.advance(world.server.accessTtlMs);
    world.server.next('/auth/refresh', 'hang');
    const call = world.client.fetch('/api/items');
    await settled();
    expect(await world.client.state()).toMatchObject({ condition: 'refreshing' });
    world.kill();
    expect(await world.finish(world.client.state())).toMatchObject({ condition: 'idle' });
    expect((await world.finish(call)).status).toBe(200);
  });
});

test.for(['before', 'after'] as const)(
  'the worker dies while I sign in, %s it acted, and I end up signed in',
  async (moment) => {
    const whole = new World();
    whole.wake();
    await whole.signIn();
    for (let call = 1; call <= whole.life.calls; call++) {
      world = new World();
      world.plan = { call, moment };
      await world.signIn().catch(() => world.signIn());
      expect(await world.finish(world.client.state()), `call ${call}`).toMatchObject({ status: 'signed-in' });
      expect((await items()).status).toBe(200);
    }
  },
);

test('a write that was under way when the worker died is told as lost, not repeated', async () => {
  world.server.next('/api/items', 'hang');
  const write = world.client.fetch('/api/items', { method: 'POST', body: 'text' });
  await settled();
  world.kill();
  await expect(world.finish(write)).rejects.toMatchObject({ code: 'worker-lost' });
  expect(world.server.count('POST /api/items')).toBe(0);
});

test('a write with an idempotency key is repeated once, with the same key', async () => {
  world.server.next('/api/items', { delayMs: 1_000 });
  const write = world.client.fetch('/api/items', { method: 'POST', body: 'text', idempotencyKey: 'item-1' });
  await world.clock.advance(500);
  world.kill();
  expect((await world.finish(write)).status).toBe(200);
  await world.clock.advance(1_000);
  const keys = world.server.seen
    .filter(({ line }) => line === 'POST /api/items')
    .map(({ headers }) => headers.get('Idempotency-Key'));
  expect(keys).toEqual(['item-1', 'item-1']);
});

test('what a worker says that is being stopped is no answer: whoever may ask again does', async () => {
  let stopping = true;
  Object.defineProperty(world, 'permitted', {
    get() {
      // As each of Chromium's APIs does in the last milliseconds of a worker.
      if (stopping) throw new Error('No SW');
      return true;
    },
  });
  const checks = world.finish(world.account.doctor());
  await settled();
  stopping = false;
  expect(await checks).toContainEqual(expect.objectContaining({ id: 'host-permission', ok: true }));
});
