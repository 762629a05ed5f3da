import { createClient } from 'latchkey/client';
import { expose } from '../calls.ts';

const client = createClient();
const scope = 'profile';

expose({
  /** Of a client that holds none yet, so that the worker has to be asked. */
  token: () => createClient().getToken({ scope }),
  'cached token': () => client.getToken({ scope }),
  fetch: async () => (await client.fetch('/api/me')).json(),
});
