import { startBroker } from 'latchkey/background';
import { expose } from '../calls.ts';

declare const __LATCHKEY_SERVER__: string;

startBroker({
  server: __LATCHKEY_SERVER__,
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
    const response = await fetch(`${__LATCHKEY_SERVER__}/api/me`, {
      headers: { Authorization: `Bearer ${token}` },
      credentials: 'omit',
      cache: 'no-store',
    });
    return response.json();
  },
});
