import { startBroker } from '../../../../extension/latchkey/platform/start-broker.ts';
import { serverOrigin } from '../../../../extension/latchkey/protocol/server-origin.ts';
import { expose } from '../calls.ts';

startBroker({
  policy: {
    extensionPages: { calls: ['abort', 'state', 'challenge', 'register'], routes: [], tokens: 'access' },
    contentScripts: [
      {
        pages: 'any',
        frames: 'top',
        calls: ['abort', 'state'],
        routes: [{ method: 'GET', path: '/api/me' }],
        tokens: ['profile'],
      },
    ],
  },
});

/** The same call without the broker, for comparison; the token is set by the benchmark. */
expose({
  fetch: async () => {
    const token = Reflect.get(globalThis, 'benchToken');
    const response = await fetch(`${serverOrigin}/api/me`, {
      headers: { Authorization: `Bearer ${token}` },
      credentials: 'omit',
      cache: 'no-store',
    });
    return response.json();
  },
});
