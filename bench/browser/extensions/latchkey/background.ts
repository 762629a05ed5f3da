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
const getMe = () =>
  fetch(`${__LATCHKEY_SERVER__}/api/me`, {
    headers: { Authorization: `Bearer ${Reflect.get(globalThis, 'benchToken')}` },
    credentials: 'omit',
    cache: 'no-store',
  });

expose({ fetch: async () => (await getMe()).json() });

/** The least that a broker could do: a port, a call and its answer, and nobody asks who is calling or for what. */
chrome.runtime.onConnect.addListener((port) => {
  if (port.name !== 'unchecked') return;
  port.onMessage.addListener(async ({ id }: { id: number }) => {
    const response = await getMe();
    port.postMessage({
      id,
      status: response.status,
      headers: [...response.headers],
      body: await response.text(),
    });
  });
});
