import { loadConfig, openLatchkey, serve } from 'latchkey-server';

/** Your own users, here one; ask a directory or a table, in any way that you like. */
const users = new Map([['7', { name: 'ada', code: '271828', scopes: ['orders'], team: 'blue' }]]);

const config = loadConfig(process.env);
const latchkey = await openLatchkey(config, {
  scopes: ['orders', 'orders:admin'],
  authenticate({ username, password }) {
    const found = [...users].find(([, user]) => user.name === username && user.code === password);
    return found === undefined ? null : { id: found[0], username };
  },
  async loadUser(id) {
    const user = users.get(id);
    if (user === undefined) return null;
    return { username: user.name, scopes: user.scopes, claims: { team: user.team } };
  },
});

await serve({ fetch: latchkey.app.fetch, host: config.host, port: config.port });
