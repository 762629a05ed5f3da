import { describe, expect, test } from 'vitest';
import { backendPromises } from '../testing/backend-promises.ts';
import { type DualTokenOptions, DualTokenServer } from '../testing/dual-token-server.ts';
import { Network } from '../testing/network.ts';
import { World } from '../testing/world.ts';
import { cookieRefresh } from './cookie-refresh.ts';

const captcha = { captcha: '5' };
const user = (_: string, { data }: { data: { user: { id: number; name: string } } }) => ({
  id: String(data.user.id),
  username: data.user.name,
});

describe.for([401, 419] as const)('a dual-token server that refuses by %i', (refusal) => {
  const promises = backendPromises((clock) => {
    const server = new DualTokenServer({ now: () => clock.now(), refusal });
    return {
      backend: cookieRefresh({
        signIn: '/auth/login',
        refresh: '/auth/refresh',
        signOut: '/auth/logout',
        user,
      }),
      origin: server.origin,
      server: (request) => server.app.fetch(request),
      signIn: (world) =>
        world.finish(world.account.signIn({ username: 'ada', password: 'right', fields: captcha })),
      isRefresh: ({ url }) => url.endsWith('/auth/refresh'),
      api: '/api/items',
      endSession: () => server.endSessions(),
      refuseAccessTokens: () => server.refuseAccessTokens(),
    };
  });
  for (const { promise, check } of promises) test(promise, check);
});

/** Somebody in front of such a server, who has not signed in. */
function aWorld(options: Partial<DualTokenOptions> = {}) {
  const world = new World();
  const server = new DualTokenServer({ now: () => world.clock.now(), ...options });
  const network = new Network(world.clock, (request) => server.app.fetch(request));
  world.origin = server.origin;
  world.reach = network.fetch;
  world.backend = () =>
    cookieRefresh({ signIn: '/auth/login', refresh: '/auth/refresh', signOut: '/auth/logout', user });
  const signIn = (password = 'right', fields: Record<string, string> = captcha) =>
    world.finish(world.account.signIn({ username: 'ada', password, fields }));
  return { world, server, network, signIn };
}

test('what the server refuses is said as it says it', async () => {
  const { world, signIn } = aWorld();
  await expect(signIn('wrong')).rejects.toMatchObject({
    code: 'refused',
    problem: { code: 'invalid_credentials', status: 401, title: 'Wrong password' },
  });
  await expect(signIn('right', {})).rejects.toMatchObject({ problem: { title: 'Wrong captcha' } });
  await world.finish(world.wake().wake());
  expect(await world.finish(world.client.state())).toMatchObject({ status: 'signed-out', reason: 'none' });
});

test('a sign-out when the access token has expired gets one for it, so that the session ends on the server', async () => {
  const { world, server, signIn } = aWorld();
  await signIn();
  world.clock.sleep(3_600_000);
  await world.finish(world.account.signOut());
  expect(server.sessions).toBe(0);
});

test('signing out everywhere is said to be nothing that such a server offers, and signs nobody out', async () => {
  const { world, signIn } = aWorld();
  await signIn();
  await expect(world.finish(world.account.signOut({ everywhere: true }))).rejects.toMatchObject({
    code: 'not-supported',
  });
  expect(await world.finish(world.client.state())).toMatchObject({ status: 'signed-in' });
});

test('tokens of narrower scope, ways in a tab and registering are said to be missing', async () => {
  const { world, signIn } = aWorld();
  await signIn();
  await expect(world.finish(world.client.getToken({ scope: 'profile' }))).rejects.toMatchObject({
    code: 'not-supported',
  });
  await expect(world.finish(world.account.signInInTab())).rejects.toMatchObject({ code: 'not-supported' });
  expect(await world.finish(world.account.ways())).toEqual([{ id: 'password', kind: 'password', name: '' }]);
  await expect(
    world.finish(world.account.register({ username: 'eve', password: 'right' })),
  ).rejects.toMatchObject({ code: 'not-supported' });
});

test('one session lasts through its refreshes, and another user is another session', async () => {
  const { world, signIn } = aWorld();
  const first = await signIn();
  world.clock.sleep(3_600_000);
  await world.finish(world.client.fetch('/api/items'));
  expect(await world.finish(world.client.state())).toMatchObject({
    sessionId: first.status === 'signed-in' && first.sessionId,
    user: { id: '7', username: 'ada' },
  });
});

test('an answer that was lost costs the session where the server rotates and does not forgive', async () => {
  const { world, network, signIn } = aWorld();
  await signIn();
  world.clock.sleep(3_600_000);
  network.next(({ url }) => url.endsWith('/auth/refresh'), 'drop-response');
  await world.finish(world.client.fetch('/api/items')).catch(() => {});
  await world.clock.advance(60_000);
  await expect(world.finish(world.client.fetch('/api/items'))).rejects.toMatchObject({ code: 'signed-out' });
});

const jwt = (claims: object) => `h.${btoa(JSON.stringify(claims))}.s`;

test.for<[string, unknown, number]>([
  [
    'access_token and expires_in at the top',
    { access_token: jwt({ sub: 1, iat: 0, exp: 60 }), expires_in: 90 },
    90,
  ],
  ['accessToken, with a life of its own', { accessToken: jwt({ sub: 'u', iat: 100, exp: 160 }) }, 60],
  ['token under data, with no life', { data: { token: jwt({ sub: 'u', email: 'a@b.c' }) } }, 300],
])('%s', async ([_, body, seconds]) => {
  const world = new World();
  world.reach = async () => Response.json(body);
  world.backend = () => cookieRefresh({ signIn: '/in', refresh: '/more', signOut: '/out' });
  await world.signIn();
  const { expiresAt } = await world.finish(world.client.getToken());
  expect(expiresAt - world.clock.now()).toBe(seconds * 1000);
});

test('a token that names nobody signs nobody in', async () => {
  const world = new World();
  world.reach = async () => Response.json({ access_token: 'opaque' });
  world.backend = () => cookieRefresh({ signIn: '/in', refresh: '/more', signOut: '/out' });
  await expect(world.signIn()).rejects.toMatchObject({ code: 'server-unavailable' });
});

test('the doctor misses no key of a session that has none', async () => {
  const { world, signIn } = aWorld();
  await signIn();
  const checks = await world.finish(world.account.doctor());
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(checks.map(({ id }) => id)).not.toContain('key');
});
