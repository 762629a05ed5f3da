import assert from 'node:assert/strict';
import { LatchkeyError } from '../protocol/errors.ts';
import type { FakeClock } from './fake-clock.ts';
import type { Fault } from './faulty-way.ts';
import { type BackendUnderTest, Scene } from './scene.ts';

export type { BackendUnderTest };

/** One promise of the broker that holds with every backend, and its test. */
export interface BackendPromise {
  readonly promise: string;
  /** Rejects with an AssertionError where it is broken. */
  readonly check: () => Promise<void>;
}

type Check = (scene: Scene) => Promise<void>;

/**
 * What the broker promises whatever server it talks to, to be run against a backend of one's own: the broker is the
 * real one, in a browser whose clock, network and worker deaths are played.
 * @param setUp is called anew for each promise, with the clock that the server has to go by.
 * @example
 * for (const { promise, check } of backendPromises(setUp)) test(promise, check);
 */
export function backendPromises(
  setUp: (clock: FakeClock) => BackendUnderTest | Promise<BackendUnderTest>,
): readonly BackendPromise[] {
  return Object.entries(checks).map(([promise, check]) => ({
    promise,
    check: async () => check(await Scene.open(setUp)),
  }));
}

const checks: Record<string, Check> = {
  'who signs in can call the API': async (scene) => {
    assert.equal(await scene.status(), 'signed-in');
    assert.equal(await scene.call(), 200);
  },

  'twenty calls whose token was refused cause one refresh, and each goes through': async (scene) => {
    await scene.under.refuseAccessTokens();
    const calls = Array.from({ length: 20 }, () => scene.world.client.fetch(scene.under.api));
    const answers = await scene.world.finish(Promise.all(calls));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal(scene.refreshes, 1);
  },

  'a straggler with a token that was refused before gets the current one and no refresh': async (scene) => {
    const { world, network, under } = scene;
    await under.refuseAccessTokens();
    network.next(({ url }) => new URL(url).pathname === under.api, { delayMs: 5_000 });
    const late = world.client.fetch(under.api);
    await scene.faultsAreMet();
    assert.equal(await scene.call(), 200);
    assert.equal((await world.finish(late)).status, 200);
    assert.equal(scene.refreshes, 1);
  },

  'a write that was refused is sent once more, and not a third time': async (scene) => {
    const { network, under } = scene;
    const isWrite = ({ method, url }: Request): boolean =>
      method === 'POST' && new URL(url).pathname === under.api;
    await under.refuseAccessTokens();
    assert.equal(await scene.call({ method: 'POST', body: 'a' }), 200);
    assert.equal(network.count(isWrite), 2);
  },

  'a token that has expired is renewed before the call': async (scene) => {
    scene.world.clock.sleep(3_600_000);
    assert.equal(await scene.call(), 200);
    assert.equal(scene.refreshes, 1);
  },

  'a worker that dies before the refresh is sent keeps the session': async (scene) => {
    scene.world.clock.sleep(3_600_000);
    scene.refreshMeets('hang');
    const lost = scene.world.client.fetch(scene.under.api).catch(() => {});
    await scene.faultsAreMet();
    scene.world.kill();
    await scene.world.finish(lost);
    assert.equal(await scene.call(), 200);
    assert.equal(await scene.status(), 'signed-in');
  },

  'a browser that was closed and opened again is signed in': async (scene) => {
    scene.world.restartBrowser();
    assert.equal(await scene.call(), 200);
    assert.equal(await scene.status(), 'signed-in');
  },

  'a network that is gone signs nobody out, and the next call after it goes through': async (scene) => {
    scene.world.clock.sleep(3_600_000);
    scene.network.offline = true;
    await assert.rejects(scene.call(), isCode('offline'));
    assert.equal(await scene.status(), 'signed-in');
    scene.network.offline = false;
    await scene.world.clock.advance(60_000);
    assert.equal(await scene.call(), 200);
  },

  'a server out of order, an overload and a captive portal sign nobody out': async (scene) => {
    const strangers: Fault[] = [
      { status: 503, headers: { 'Retry-After': '5' } },
      { status: 500, body: 'oops' },
      { status: 429 },
      { status: 200, body: '<h1>Hotel</h1>' },
      { status: 401, body: '<h1>Hotel</h1>' },
      { status: 407 },
    ];
    for (const stranger of strangers) {
      scene.world.clock.sleep(3_600_000);
      scene.refreshMeets(stranger, stranger);
      await assert.rejects(scene.call(), isCode('server-unavailable'));
      assert.equal(await scene.status(), 'signed-in', JSON.stringify(stranger));
      scene.network.clearFaults();
      await scene.world.clock.advance(120_000);
      assert.equal(await scene.call(), 200, JSON.stringify(stranger));
    }
  },

  'a refresh that was lost on its way there is tried again': async (scene) => {
    scene.world.clock.sleep(3_600_000);
    scene.refreshMeets('drop-request');
    await scene.call().catch(() => {});
    await scene.world.clock.advance(60_000);
    assert.equal(await scene.call(), 200);
  },

  'a session that the server has ended is over once, and nobody asks again': async (scene) => {
    await scene.under.endSession();
    await scene.under.refuseAccessTokens();
    await assert.rejects(scene.call(), isCode('signed-out'));
    assert.equal(await scene.status(), 'signed-out');
    const before = scene.network.seen.length;
    await assert.rejects(scene.call(), isCode('signed-out'));
    await scene.world.clock.advance(120_000);
    assert.equal(scene.network.seen.length, before);
  },

  'a sign-out without a network holds here at once, and on the server when it is back': async (scene) => {
    const { world, network } = scene;
    network.offline = true;
    await world.finish(world.account.signOut());
    assert.equal(await scene.status(), 'signed-out');
    await assert.rejects(scene.call(), isCode('signed-out'));
    network.offline = false;
    const before = network.seen.length;
    await world.clock.advance(60_000);
    await world.finish(world.wake().networkReturned());
    assert.ok(network.seen.length > before, 'the server has heard of it');
    world.restartBrowser();
    assert.equal(await scene.status(), 'signed-out');
  },

  'who has signed out can sign in again': async (scene) => {
    await scene.world.finish(scene.world.account.signOut());
    await scene.under.signIn(scene.world);
    assert.equal(await scene.call(), 200);
  },

  'no access token is in what outlives the browser, and nothing of it is shown to pages': async (scene) => {
    await scene.call();
    const token = scene.network.seen.at(-1)?.headers.get('Authorization')?.split(' ')[1] ?? '';
    assert.ok(token, 'the call had a token');
    assert.ok(!JSON.stringify(await scene.world.persisted.load()).includes(token));
    assert.ok(!JSON.stringify(scene.world.pushed).includes(token));
  },
};

const isCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof LatchkeyError &&
    (error.code === code || assert.fail(`${error.code} in place of ${code}`));
