import { createClient } from 'latchkey/client';
import { barePort } from '../bare-port.ts';
import { expose } from '../calls.ts';

const client = createClient();
const scope = 'profile';

interface Reply extends ResponseInit {
  readonly id: number;
  readonly body: string;
}
/** By a port of the benchmark's own, to what checks nothing. */
const askUnchecked = barePort<Reply>('unchecked');

expose({
  /** Of a client that holds none yet, so that the worker has to be asked. */
  token: () => createClient().getToken({ scope }),
  'cached token': () => client.getToken({ scope }),
  fetch: async () => (await client.fetch('/api/me')).json(),
  'fetch unchecked': async () => {
    const { body, ...init } = await askUnchecked();
    return new Response(body, init).json();
  },
});
