import { beforeEach, expect, test } from 'vitest';
import { World } from '../testing/world.ts';

let world: World;
beforeEach(async () => {
  world = new World();
  await world.signIn();
});

const refreshes = () => world.server.count('POST /auth/refresh');

test('twenty tabs that call at once after expiry cause one refresh and get twenty answers', async () => {
  await world.clock.advance(world.server.accessTtlMs);
  const calls = Array.from({ length: 20 }, (_, tab) => world.tab(tab).fetch('/api/items'));
  const answers = await world.finish(Promise.all(calls));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(refreshes()).toBe(1);
});

test('a hundred calls that the API refuses at once cause one refresh, and each is sent again once', async () => {
  let refused = 0;
  world.server.apiAnswer = () => {
    refused += 1;
    return new Response(null, { status: refused <= 100 ? 401 : 200 });
  };
  const calls = Array.from({ length: 100 }, () => world.client.fetch('/api/items'));
  const answers = await world.finish(Promise.all(calls));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(refreshes()).toBe(1);
  expect(world.server.count('GET /api/items')).toBe(200);
});

test('a straggler whose 401 comes long after the refresh gets the fresh token and causes no second one', async () => {
  const { token } = await world.client.getToken();
  world.server.apiAnswer = ({ headers }) =>
    new Response(null, { status: headers.get('Authorization') === `Bearer ${token}` ? 401 : 200 });
  world.server.next('/api/slow', { delayMs: 20_000 });
  const straggler = world.client.fetch('/api/slow');
  expect((await world.finish(world.client.fetch('/api/quick'))).status).toBe(200);
  expect(refreshes()).toBe(1);

  expect((await world.finish(straggler)).status).toBe(200);
  expect(world.server.count('GET /api/slow')).toBe(2);
  expect(refreshes()).toBe(1);
});

test('a page that reports a token as refused gets another; reporting an old one gets the same again', async () => {
  const first = await world.client.getToken();
  const second = await world.finish(world.client.getToken({ refused: first.token }));
  expect(second.token).not.toBe(first.token);
  expect((await world.finish(world.client.getToken({ refused: first.token }))).token).toBe(second.token);
  expect(refreshes()).toBe(1);
});

test('419 is answered by a refresh and one more try, as 401 is', async () => {
  let asked = 0;
  world.server.apiAnswer = () => {
    asked += 1;
    return asked === 1 ? new Response(null, { status: 419 }) : new Response('ok');
  };
  expect(await (await world.finish(world.client.fetch('/api/me'))).text()).toBe('ok');
  expect(refreshes()).toBe(1);
});

test('a call is sent again exactly once: the second refusal is the answer', async () => {
  world.server.apiAnswer = () => new Response(null, { status: 401 });
  expect((await world.finish(world.client.fetch('/api/me'))).status).toBe(401);
  expect(world.server.count('GET /api/me')).toBe(2);
  expect(await world.client.state()).toMatchObject({ status: 'signed-in' });
});

test('a wrong password on a page of mine is no reason to refresh and not tried twice', async () => {
  world.server.apiAnswer = () =>
    Response.json({ code: 'invalid_credentials', status: 401, title: 'Wrong' }, { status: 401 });
  const answer = await world.finish(world.client.fetch('/auth/password', { method: 'POST', body: '{}' }));
  expect(answer.status).toBe(401);
  expect(world.server.count('POST /auth/password')).toBe(1);
  expect(refreshes()).toBe(0);
});

test('a token with little life left is served while its successor is fetched', async () => {
  await world.clock.advance(world.server.accessTtlMs - 20_000);
  world.server.next('/auth/refresh', { delayMs: 5_000 });
  expect((await world.client.fetch('/api/items')).status).toBe(200);
  expect(await world.client.state()).toMatchObject({ condition: 'idle' });
  await world.clock.advance(6_000);
  expect(refreshes()).toBe(1);
  await world.client.fetch('/api/items');
  expect(refreshes()).toBe(1);
});

test('an API that refuses every token does not start a storm of refreshes', async () => {
  world.server.apiAnswer = () => new Response(null, { status: 401 });
  for (let call = 0; call < 50; call++) {
    expect((await world.finish(world.client.fetch('/api/me'))).status).toBe(401);
  }
  expect(refreshes()).toBeLessThanOrEqual(3);
  world.server.apiAnswer = null;
  await world.clock.advance(61_000);
  expect((await world.finish(world.client.fetch('/api/me'))).status).toBe(200);
});

test('a server that issues tokens without any life does not start a storm either', async () => {
  world.server.accessTtlMs = 0;
  await world.clock.advance(300_000);
  for (let call = 0; call < 50; call++) await world.finish(world.client.fetch('/api/me'));
  expect(refreshes()).toBeLessThanOrEqual(10);
});

test('the loop breaker is not forgotten when the worker stops', async () => {
  world.server.apiAnswer = () => new Response(null, { status: 401 });
  for (let call = 0; call < 20; call++) {
    await world.finish(world.client.fetch('/api/me'));
    world.kill();
  }
  expect(refreshes()).toBeLessThanOrEqual(3);
});
