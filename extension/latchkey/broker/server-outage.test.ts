import { beforeEach, describe, expect, test } from 'vitest';
import { settled } from '../testing/fake-clock.ts';
import { World } from '../testing/world.ts';

let world: World;
beforeEach(async () => {
  world = new World();
  await world.signIn();
});

const items = () => world.finish(world.client.fetch('/api/items'));
const expire = () => world.clock.advance(world.server.accessTtlMs);
const refreshes = () => world.server.count('POST /auth/refresh');

describe('a outage with the network is never a sign-out', () => {
  test('offline: the call says so, and I am still signed in', async () => {
    await expire();
    world.server.offline = true;
    await expect(items()).rejects.toMatchObject({ code: 'offline' });
    expect(await world.client.state()).toMatchObject({ status: 'signed-in', condition: 'offline' });
    world.server.offline = false;
    await world.clock.advance(30_000);
    expect((await items()).status).toBe(200);
    expect(await world.client.state()).toMatchObject({ condition: 'idle' });
  });

  test.for([500, 502, 503, 429, 403, 404, 200, 302])(
    'a %i that is no verdict keeps the session',
    async (status) => {
      await expire();
      world.server.next('/auth/refresh', { status }, { status });
      await expect(items()).rejects.toMatchObject({ code: 'server-unavailable' });
      expect(await world.client.state()).toMatchObject({ status: 'signed-in' });
    },
  );

  test('a 401 from a captive portal keeps the session', async () => {
    await expire();
    world.server.next('/auth/refresh', { status: 401, body: '<h1>Please log in to the hotel</h1>' });
    await expect(items()).rejects.toMatchObject({ code: 'server-unavailable' });
    expect(await world.client.state()).toMatchObject({ status: 'signed-in' });
  });

  test('a 401 of an API call keeps the session, also when the refresh is out of order', async () => {
    world.server.apiAnswer = () => new Response(null, { status: 401 });
    world.server.next('/auth/refresh', { status: 503 });
    await expect(items()).rejects.toMatchObject({ code: 'server-unavailable' });
    expect(await world.client.state()).toMatchObject({ status: 'signed-in' });
  });

  test('an API call without a network says offline; the next answer says that it is over', async () => {
    world.server.offline = true;
    await expect(items()).rejects.toMatchObject({ code: 'offline' });
    expect(world.pushed.at(-1)).toMatchObject({ condition: 'offline' });
    world.server.offline = false;
    await items();
    expect(world.pushed.at(-1)).toMatchObject({ condition: 'idle' });
  });

  test('a body that breaks off is offline, not an answer', async () => {
    world.server.next('/api/items', 'cut-body');
    await expect(items()).rejects.toMatchObject({ code: 'offline' });
  });
});

describe('a lost answer', () => {
  test.for(['drop-request', 'drop-response', 'cut-body', 'hang'] as const)(
    '%s: nobody notices',
    async (fault) => {
      await expire();
      world.server.next('/auth/refresh', fault);
      expect((await items()).status).toBe(200);
    },
  );

  test('lost again and again, then hours of sleep: I am still signed in', async () => {
    await expire();
    world.server.next('/auth/refresh', 'drop-response', 'drop-response', 'drop-response', 'drop-response');
    await expect(items()).rejects.toMatchObject({ code: 'offline' });
    world.clock.sleep(8 * 3_600_000);
    await expect(items()).rejects.toMatchObject({ code: 'offline' });
    world.clock.sleep(8 * 3_600_000);
    expect((await items()).status).toBe(200);
  });
});

describe('backing off', () => {
  test('a server that says when to come back is not asked before', async () => {
    await expire();
    world.server.next('/auth/refresh', { status: 503, headers: { 'Retry-After': '120' } });
    await expect(items()).rejects.toMatchObject({ code: 'server-unavailable' });
    world.server.seen.length = 0;
    await world.clock.advance(100_000);
    const error = await items().catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'server-unavailable' });
    expect(error.retryAfterMs).toBeGreaterThan(15_000);
    expect(refreshes()).toBe(0);
    await world.clock.advance(30_000);
    expect((await items()).status).toBe(200);
  });

  test('a short Retry-After is waited for and nobody notices', async () => {
    await expire();
    world.server.next('/auth/refresh', { status: 503, headers: { 'Retry-After': '2' } });
    expect((await items()).status).toBe(200);
  });

  test('the wait survives the worker: a new one does not start from nothing', async () => {
    await expire();
    world.server.next('/auth/refresh', { status: 429, headers: { 'Retry-After': '60' } });
    await expect(items()).rejects.toMatchObject({ code: 'server-unavailable' });
    world.kill();
    world.server.seen.length = 0;
    await expect(items()).rejects.toMatchObject({ code: 'server-unavailable' });
    expect(refreshes()).toBe(0);
  });

  test('each failure waits longer, up to half a minute', async () => {
    await expire();
    world.server.offline = true;
    const waits: number[] = [];
    for (let round = 0; round < 8; round++) {
      const { retryAfterMs } = await items().catch((error) => error);
      waits.push(retryAfterMs);
      await world.clock.advance(31_000);
    }
    expect(waits.toSorted((one, other) => one - other)).toEqual(waits);
    expect(waits.at(-1)).toBeLessThanOrEqual(30_000);
    expect(waits.at(-1)).toBeGreaterThan(15_000);
  });

  test('a network that returns is used at once', async () => {
    await expire();
    world.server.offline = true;
    for (let round = 0; round < 6; round++) {
      await items().catch(() => {});
      await world.clock.advance(31_000);
    }
    await items().catch(() => {});
    world.server.offline = false;
    await world.finish(world.wake().networkReturned());
    expect((await items()).status).toBe(200);
  });

  test('nor does it have to be told: a machine that had none tries with the next call', async () => {
    await expire();
    world.server.offline = true;
    world.network = false;
    for (let round = 0; round < 6; round++) {
      await expect(items()).rejects.toMatchObject({ code: 'offline', retryAfterMs: 1_000 });
    }
    world.server.offline = false;
    world.network = true;
    expect((await items()).status).toBe(200);
  });

  test('an alarm rings while the server is out of reach, and no longer', async () => {
    await expire();
    world.server.offline = true;
    await items().catch(() => {});
    expect(world.alarm).toBe(true);
    world.server.offline = false;
    await world.clock.advance(60_000);
    await world.finish(world.wake().wake());
    expect(world.alarm).toBe(false);
    expect(await world.client.state()).toMatchObject({ condition: 'idle' });
  });
});

describe('every call settles in time', () => {
  test('a server that never answers the refresh: offline within 25 s', async () => {
    await expire();
    world.server.next('/auth/refresh', 'hang', 'hang', 'hang');
    const started = world.clock.now();
    await expect(items()).rejects.toMatchObject({ code: 'offline' });
    expect(world.clock.now() - started).toBeLessThan(25_000);
  });

  test('a server that never answers the API: deadline-exceeded at the caller’s deadline', async () => {
    world.server.next('/api/items', 'hang');
    const started = world.clock.now();
    const call = world.client.fetch('/api/items', { deadlineMs: 20_000 });
    await expect(world.finish(call)).rejects.toMatchObject({ code: 'deadline-exceeded' });
    expect(world.clock.now() - started).toBeLessThanOrEqual(20_050);
  });

  test('a caller who gives up settles, and the refresh goes on for the others', async () => {
    await expire();
    world.server.next('/auth/refresh', { delayMs: 4_000 });
    const impatient = world.client.fetch('/api/me', { deadlineMs: 1_000 });
    const patient = world.client.fetch('/api/items');
    await expect(world.finish(impatient)).rejects.toMatchObject({ code: 'deadline-exceeded' });
    expect((await world.finish(patient)).status).toBe(200);
    expect(refreshes()).toBe(1);
  });

  test('a caller who aborts settles at once, and the request in the worker with it', async () => {
    world.server.next('/api/items', 'hang');
    const abort = new AbortController();
    const call = world.client.fetch('/api/items', { signal: abort.signal });
    await settled();
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
  });

  test('a key store that can not be asked is no lost key', async () => {
    await expire();
    world.kill();
    world.keys.broken = true;
    await expect(items()).rejects.toMatchObject({ code: 'key-store-unavailable' });
    world.keys.broken = false;
    await world.clock.advance(30_000);
    expect((await items()).status).toBe(200);
  });
});
