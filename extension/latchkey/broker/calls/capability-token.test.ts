import { beforeEach, expect, test } from 'vitest';
import { aPolicy } from '../../testing/a-policy.ts';
import { World } from '../../testing/world.ts';

let world: World;
beforeEach(async () => {
  world = new World();
  world.policy = {
    ...aPolicy,
    contentScripts: aPolicy.contentScripts.map((entry) => ({ ...entry, tokens: ['items:read'] })),
  };
  await world.signIn();
});

const get = (refused?: string) =>
  world.finish(world.tab().getToken({ scope: 'items:read', ...(refused === undefined ? {} : { refused }) }));
const asked = () => world.server.count('POST /auth/token');

test('a content script that the policy lists gets a token of its scope for a minute', async () => {
  const { token, expiresAt } = await get();
  expect(token).not.toBe((await world.client.getToken()).token);
  expect(expiresAt - world.clock.now()).toBeLessThanOrEqual(60_000);
});

test('every tab gets the same one while it lives', async () => {
  const { token } = await get();
  expect((await get()).token).toBe(token);
  expect(asked()).toBe(1);
  await world.clock.advance(51_000);
  expect((await get()).token).not.toBe(token);
});

test('one that the API has refused is not given again', async () => {
  const { token } = await get();
  expect((await get(token)).token).not.toBe(token);
});

test('one of an ended session is not given again', async () => {
  const { token } = await get();
  await world.finish(world.account.signOut());
  await expect(get()).rejects.toMatchObject({ code: 'signed-out' });
  await world.signIn();
  expect((await get()).token).not.toBe(token);
});

test('an expired access token is replaced on the way', async () => {
  await world.clock.advance(world.server.accessTtlMs);
  expect((await get()).token).toBeTypeOf('string');
  expect(world.server.count('POST /auth/refresh')).toBe(1);
});

test('a scope that the session does not have is told with the server’s problem', async () => {
  world.server.next('/auth/token', {
    status: 403,
    body: JSON.stringify({ code: 'insufficient_scope', status: 403, title: 'Not covered' }),
  });
  await expect(get()).rejects.toMatchObject({ code: 'refused', problem: { code: 'insufficient_scope' } });
});

test('a server that answers nonsense is out of order', async () => {
  world.server.next('/auth/token', { status: 200, body: '<html>' });
  await expect(get()).rejects.toMatchObject({ code: 'server-unavailable' });
});
