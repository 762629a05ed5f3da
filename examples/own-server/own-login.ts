import { loadConfig } from '../../server/latchkey/config/load-config.ts';
import { serve } from '../../server/latchkey/http/serve.ts';
import { openLatchkey } from '../../server/latchkey/latchkey.ts';
import { userId } from '../../server/latchkey/session/record.ts';

/** Your own directory, here with one entry; ask yours, in any way that you like. */
const codes = new Map([['ada', '271828']]);

const config = loadConfig(process.env);
const latchkey = await openLatchkey(config, {
  async identify({ username, password }) {
    if (codes.get(username) !== password) return null;
    return { id: userId(`staff-${username}`), username };
  },
});

await serve({ fetch: latchkey.app.fetch, host: config.host, port: config.port });
