import { beforeEach, describe, expect, test } from 'vitest';
import { World } from '../testing/world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});

const items = () => world.finish(world.client.fetch('/api/items'));
const refreshes = () => world.server.count('POST /auth/refresh');
const TEN_MINUTES = 600_000;

describe.for([
  ['ten minutes slow', TEN_MINUTES],
  ['ten minutes fast', -TEN_MINUTES],
] as const)('my clock is %s', ([_, aheadMs]) => {
  beforeEach(() => {
    world.server.aheadMs = aheadMs;
  });

  test('I sign in, call and refresh as everybody does', async () => {
    await world.signIn();
    for (let round = 1; round <= 3; round++) {
      expect((await items()).status).toBe(200);
      await world.clock.advance(world.server.accessTtlMs);
    }
    expect(refreshes()).toBe(2);
  });

  test('proofs carry the server’s time: none has to be made twice, in this worker or the next', async () => {
    await world.signIn();
    expect(world.server.count('POST /auth/login')).toBe(1);
    world.restartBrowser();
    await items();
    expect(refreshes()).toBe(1);
  });

  test('the doctor says so', async () => {
    await world.signIn();
    const checks = await world.finish(world.account.doctor());
    expect(checks.find(({ id }) => id === 'clock')).toMatchObject({ ok: false, problem: 'off' });
  });
});

test('somebody sets my clock forward: one refresh, no loop', async () => {
  await world.signIn();
  world.clock.jump(TEN_MINUTES);
  for (let call = 0; call < 10; call++) expect((await items()).status).toBe(200);
  expect(refreshes()).toBe(2);
});

test('somebody sets my clock back: the dead token looks alive, and the server’s 401 counts', async () => {
  await world.signIn();
  world.clock.jump(-TEN_MINUTES);
  await world.clock.advance(world.server.accessTtlMs);
  expect((await items()).status).toBe(200);
});

test('a clock that jumps under the proof costs one more proof and nothing else', async () => {
  await world.signIn();
  await world.clock.advance(world.server.accessTtlMs);
  world.clock.jump(-3_600_000);
  world.kill();
  world.sessionScoped.clear();
  expect((await items()).status).toBe(200);
  expect(world.server.session.status).toBe('active');
});

test('a nonce that the server asks for is used once and not kept beyond its time', async () => {
  await world.signIn();
  await world.clock.advance(world.server.accessTtlMs);
  world.server.next('/auth/refresh', {
    status: 400,
    headers: { 'DPoP-Nonce': `nonce-${Math.floor(world.server.now() / 30_000)}` },
    body: JSON.stringify({ code: 'use_dpop_nonce', status: 400, title: 'A nonce is needed' }),
  });
  expect((await items()).status).toBe(200);
  await world.clock.advance(world.server.accessTtlMs);
  world.server.seen.length = 0;
  expect((await items()).status).toBe(200);
  expect(refreshes()).toBe(1);
});

test('a proof that is refused twice is a outage, never a sign-out', async () => {
  await world.signIn();
  await world.clock.advance(world.server.accessTtlMs);
  const refused = {
    status: 400,
    body: JSON.stringify({ code: 'invalid_dpop_proof', status: 400, title: 'No' }),
  };
  world.server.next('/auth/refresh', refused, refused);
  await expect(items()).rejects.toMatchObject({ code: 'server-unavailable' });
  expect(await world.client.state()).toMatchObject({ status: 'signed-in' });
});
