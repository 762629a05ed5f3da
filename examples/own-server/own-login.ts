import { loadConfig, openLatchkey, serve, userId } from 'latchkey-server';

/** Your own directory, here with one entry; ask yours, in any way that you like. */
const codes = new Map([['ada', '271828']]);

const config = loadConfig(process.env);
const latchkey = await openLatchkey(config, {
  async authenticate({ username, password }) {
    if (codes.get(username) !== password) return null;
    return { id: userId(`staff-${username}`), username };
  },
});

await serve({ fetch: latchkey.app.fetch, host: config.host, port: config.port });
