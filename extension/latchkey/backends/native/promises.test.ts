import { test } from 'vitest';
import { backendPromises } from '../../testing/backend-promises.ts';
import { FakeKeys, fakeProver } from '../../testing/fake-keys.ts';
import { FakeServer } from '../../testing/fake-server.ts';
import { latchkey } from './latchkey.ts';

const promises = backendPromises((clock) => {
  const server = new FakeServer(clock);
  const keys = new FakeKeys();
  /** Tokens up to this generation are refused. */
  let refused = 0;
  return {
    backend: latchkey({ prover: fakeProver(keys, keys) }),
    origin: server.origin,
    server: (request) => {
      const payload = request.headers.get('Authorization')?.split('.')[1];
      const isOld = payload !== undefined && JSON.parse(atob(payload)).gen <= refused;
      if (!isOld || !request.url.includes('/api/')) return server.fetch(request);
      return Response.json({ code: 'invalid_token', status: 401, title: 'Expired' }, { status: 401 });
    },
    signIn: (world) => world.finish(world.account.signIn({ username: 'ada', password: 'right' })),
    isRefresh: ({ url }) => url.endsWith('/auth/refresh'),
    api: '/api/items',
    endSession: () => {
      server.session.status = 'admin';
    },
    refuseAccessTokens: () => {
      refused = server.session.gen;
    },
  };
});
for (const { promise, check } of promises) test(promise, check);
