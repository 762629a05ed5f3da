import { test } from 'vitest';
import { backendChaos, chaosRun, titleOf } from '../testing/backend-chaos.ts';
import { DualTokenServer } from '../testing/dual-token-server.ts';
import type { FakeClock } from '../testing/fake-clock.ts';
import { FakeKeys, fakeProver } from '../testing/fake-keys.ts';
import { FakeServer } from '../testing/fake-server.ts';
import type { BackendUnderTest } from '../testing/scene.ts';
import { cookieRefresh } from './cookie-refresh.ts';
import { latchkey } from './native/latchkey.ts';

const run = chaosRun(60);
const ACCESS_MS = 2_000;

function native(clock: FakeClock): BackendUnderTest {
  const server = new FakeServer(clock);
  server.accessTtlMs = ACCESS_MS;
  const keys = new FakeKeys();
  return {
    backend: latchkey({ prover: fakeProver(keys, keys) }),
    origin: server.origin,
    server: (request) => server.fetch(request),
    signIn: (world) => world.finish(world.account.signIn({ username: 'ada', password: 'right' })),
    isRefresh: ({ url }) => url.endsWith('/auth/refresh'),
    api: '/api/items',
    endSession: () => {
      server.session.status = 'admin';
    },
    refuseAccessTokens: () =>
      server.next('/api/', { status: 401, body: '{"code":"invalid_token","status":401,"title":""}' }),
  };
}

function withCookie(clock: FakeClock): BackendUnderTest {
  const server = new DualTokenServer({ now: () => clock.now(), accessTtlMs: ACCESS_MS });
  return {
    backend: cookieRefresh({ signIn: '/auth/login', refresh: '/auth/refresh', signOut: '/auth/logout' }),
    origin: server.origin,
    server: (request) => server.app.fetch(request),
    signIn: (world) =>
      world.finish(world.account.signIn({ username: 'ada', password: 'right', fields: { captcha: '5' } })),
    isRefresh: ({ url }) => url.endsWith('/auth/refresh'),
    api: '/api/items',
    endSession: () => server.endSessions(),
    refuseAccessTokens: () => server.refuseAccessTokens(),
  };
}

test.for([
  ['latchkey()', native, 'nothing'],
  ['cookieRefresh()', withCookie, 'cookie'],
] as const)(`%s keeps its promises through ${titleOf(run)}`, ([_, setUp, lostWith]) =>
  backendChaos(setUp, { run, lostWith }),
);
