import { createClient } from 'latchkey/client';
import { expose } from '../calls.ts';

const client = createClient();
const scope = 'profile';

interface Reply extends ResponseInit {
  readonly id: number;
  readonly body: string;
}
const waiting = new Map<number, (reply: Reply) => void>();
let port: chrome.runtime.Port | undefined;
let lastId = 0;

/** By a port of the benchmark's own, to what checks nothing. */
function fetchUnchecked(): Promise<Response> {
  if (!port) {
    port = chrome.runtime.connect({ name: 'unchecked' });
    port.onMessage.addListener((reply: Reply) => waiting.get(reply.id)?.(reply));
  }
  const { promise, resolve } = Promise.withResolvers<Response>();
  lastId += 1;
  waiting.set(lastId, ({ body, ...init }) => resolve(new Response(body, init)));
  port.postMessage({ id: lastId });
  return promise;
}

expose({
  /** Of a client that holds none yet, so that the worker has to be asked. */
  token: () => createClient().getToken({ scope }),
  'cached token': () => client.getToken({ scope }),
  fetch: async () => (await client.fetch('/api/me')).json(),
  'fetch unchecked': async () => (await fetchUnchecked()).json(),
});
