import { beforeEach, describe, expect, test } from 'vitest';
import { settled } from '../testing/fake-clock.ts';
import { World } from '../testing/world.ts';

let world: World;
beforeEach(async () => {
  world = new World();
  await world.finish(world.account.signOut());
});

const begin = (way: string | null = 'acme') => world.finish(world.account.signInInTab(way));
const state = () => world.finish(world.client.state());
const claims = () => world.server.count('POST /auth/flows/flow-1/claim');

/** Lets the browser's alarm ring until it is over, as it would for a worker that sleeps. */
async function untilOver(): Promise<void> {
  for (let minutes = 0; minutes < 12; minutes += 1) {
    if (!world.alarm) return;
    await world.clock.advance(60_000);
    await world.wake().wake();
    await settled();
  }
}

describe('signing in on a page in a tab', () => {
  test('opens the page, waits, and is signed in as soon as the tab has arrived', async () => {
    expect(await begin()).toMatchObject({
      status: 'signed-out',
      flow: { type: 'waiting', way: 'acme' },
    });
    expect(world.tabs).toEqual(['https://api.latchkey.test/sign-in/flow-1']);
    expect(world.watchesTabs).toBe(true);
    world.decideInTab('approved');
    await world.clock.advance(0);
    expect(await state()).toMatchObject({ status: 'signed-in', user: { username: 'ada' } });
    expect(world.watchesTabs).toBe(false);
    expect(world.alarm).toBe(false);
  });

  test('who was not known to be signed out, and asks while it is claimed, causes no refresh after it', async () => {
    world = new World();
    await begin();
    const asked = state();
    world.decideInTab('approved');
    await asked;
    await world.clock.advance(1_000);
    expect(await state()).toMatchObject({ status: 'signed-in' });
    expect(world.server.count('POST /auth/refresh')).toBe(0);
  });

  test('a browser that keeps no cookies opens no tab', async () => {
    world.server.keepsNoCookies = true;
    await expect(begin()).rejects.toMatchObject({ code: 'cookie-not-kept' });
    expect(world.tabs).toEqual([]);
  });

  test('a session whose cookie is not kept is ended at once, with the reason', async () => {
    await begin();
    world.server.keepsNoCookies = true;
    world.decideInTab('approved');
    await world.clock.advance(0);
    expect(await state()).toMatchObject({
      status: 'signed-out',
      flow: { type: 'ended', reason: 'cookie-not-kept' },
    });
    expect(world.server.session.status).toBe('logout');
  });

  test('is what signing in without credentials does; the page asks how', async () => {
    expect(await world.finish(world.account.signIn())).toMatchObject({
      status: 'signed-out',
      flow: { type: 'waiting', way: null },
    });
    expect(world.tabs).toEqual(['https://api.latchkey.test/sign-in/flow-1']);
  });

  test('a page that changes the account opens for who is signed in, and for nobody else', async () => {
    await expect(world.finish(world.account.addWay('passkey'))).rejects.toMatchObject({ code: 'signed-out' });
    await world.finish(world.account.signIn({ username: 'ada', password: 'right' }));
    await world.finish(world.account.addWay('passkey'));
    await world.finish(world.account.removeAccountInTab());
    expect(world.tabs).toEqual([
      'https://api.latchkey.test/sign-in/add-way/passkey',
      'https://api.latchkey.test/sign-in/remove-account/any',
    ]);
    expect(world.watchesTabs).toBe(false);
    expect((await state()).status).toBe('signed-in');
  });

  test('where nobody tells of the tab, the interval does', async () => {
    await begin();
    world.server.flow.status = 'approved';
    await world.clock.advance(5_000);
    expect(await state()).toMatchObject({ status: 'signed-in' });
  });

  test('a no on the page is told, and the next attempt forgets it', async () => {
    await begin();
    world.decideInTab('denied');
    await world.clock.advance(0);
    expect(await state()).toMatchObject({ flow: { type: 'ended', reason: 'denied' } });
    expect(await begin()).toMatchObject({ flow: { type: 'waiting' } });
  });

  test('a closed tab ends it, here and on the server', async () => {
    await begin();
    world.closeTab(0);
    await world.clock.advance(0);
    expect(await state()).toMatchObject({ flow: { type: 'ended', reason: 'closed' } });
    expect(world.server.flow.status).toBe('denied');
  });

  test('a tab that is closed after the click is signed in all the same', async () => {
    await begin();
    world.server.flow.status = 'approved';
    world.closeTab(0);
    await world.clock.advance(0);
    expect(await state()).toMatchObject({ status: 'signed-in' });
  });

  test('another tab that is closed says nothing', async () => {
    await begin();
    world.closeTab(7);
    await world.clock.advance(0);
    expect(await state()).toMatchObject({ flow: { type: 'waiting' } });
  });

  test('given up in the popup, it is given up on the server too', async () => {
    await begin();
    expect(await world.finish(world.account.cancelSignIn())).toMatchObject({
      flow: { type: 'ended', reason: 'cancelled' },
    });
    expect(world.server.flow.status).toBe('denied');
  });

  test('asked for twice it is one flow, shown again; by another way it is another', async () => {
    await begin();
    await begin();
    expect(world.server.flows.size).toBe(1);
    expect(world.tabs).toHaveLength(2);
    await begin(null);
    expect(world.server.flows.size).toBe(2);
    expect(world.server.flows.get('flow-1')?.status).toBe('denied');
  });

  test('who signs in with a password meanwhile is signed in so', async () => {
    await begin();
    await world.signIn();
    world.decideInTab('approved');
    await world.clock.advance(10_000);
    expect(world.server.sessions.size).toBe(1);
    expect(claims()).toBe(0);
  });

  test('a sign-out while it waits ends it', async () => {
    await begin();
    await world.finish(world.account.signOut());
    world.server.flow.status = 'approved';
    await world.clock.advance(10_000);
    expect(await state()).toEqual(expect.not.objectContaining({ flow: expect.anything() }));
    expect(world.server.sessions.size).toBe(0);
  });

  test('ten minutes without an answer are told', async () => {
    await begin();
    world.kill();
    await untilOver();
    expect(await state()).toMatchObject({ flow: { type: 'ended', reason: 'expired' } });
  });

  test('a server out of reach is told, and nothing waits', async () => {
    world.server.offline = true;
    await expect(begin()).rejects.toMatchObject({ code: 'offline' });
    expect(world.tabs).toEqual([]);
    expect(await state()).toEqual(expect.not.objectContaining({ flow: expect.anything() }));
  });
});

describe('a flow outlives', () => {
  test('its worker', async () => {
    await begin();
    world.kill();
    world.decideInTab('approved');
    await world.clock.advance(0);
    expect(await state()).toMatchObject({ status: 'signed-in' });
  });

  test('its browser', async () => {
    await begin();
    world.restartBrowser();
    world.server.flow.status = 'approved';
    await world.wake().wake();
    expect(await state()).toMatchObject({ status: 'signed-in' });
  });

  test.each(['drop-request', 'drop-response', 'cut-body'] as const)(
    'a claim with %s, twice over: one session, signed in',
    async (fault) => {
      await begin();
      world.server.next('/auth/flows/flow-1/claim', fault, fault);
      world.decideInTab('approved');
      await world.clock.advance(15_000);
      expect(await state()).toMatchObject({ status: 'signed-in' });
      expect(world.server.sessions.size).toBe(1);
    },
  );

  test('a claim whose answers are lost until the flow is over: the cookie brings the rest', async () => {
    await begin();
    world.server.next('/auth/flows/flow-1/claim', 'cut-body', 'cut-body');
    world.decideInTab('approved');
    await world.clock.advance(1_000);
    world.kill();
    world.server.flows.clear();
    await untilOver();
    expect(await state()).toMatchObject({ status: 'signed-in' });
    expect(world.server.sessions.size).toBe(1);
  });

  test('a claim whose answers are lost, and a cookie of an older session: nobody is put into that one', async () => {
    await world.signIn();
    const { session: older, cookie } = world.server;
    await world.finish(world.account.signOut());
    await world.clock.advance(3_600_000);
    await begin();
    Object.assign(older, { status: 'active' });
    Object.assign(world.server, { cookie });
    world.server.next('/auth/flows/flow-1/claim', 'drop-request', 'drop-request');
    world.decideInTab('approved');
    await world.clock.advance(1_000);
    world.kill();
    world.server.flows.clear();
    await untilOver();
    expect(world.server.count('POST /auth/refresh')).toBe(1);
    expect(await state()).toMatchObject({ status: 'signed-out' });
  });

  test.each(['before', 'after'] as const)('a worker that dies %s any of its steps', async (moment) => {
    for (let call = 1; call <= 30; call += 1) {
      world = new World();
      await world.finish(world.account.signOut());
      world.kill();
      world.plan = { call, moment };
      await world.finish(world.account.signInInTab('acme')).catch(() => {});
      const begun = world.server.flows.size > 0 && (await state()).status === 'signed-out';
      // Where nothing is left of it, the person sees the button and presses again.
      const shown = await state();
      if (!begun || !('flow' in shown) || shown.flow?.type !== 'waiting') await begin();
      world.kill();
      world.plan = { call, moment };
      world.decideInTab('approved');
      await world.clock.advance(0);
      await untilOver();
      expect(await state(), `call ${call}`).toMatchObject({ status: 'signed-in' });
      expect(world.server.sessions.size, `call ${call}`).toBe(1);
    }
  });
});
