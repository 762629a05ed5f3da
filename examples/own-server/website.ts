import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { loadConfig, openLatchkey, serve, userId, website } from 'latchkey-server';

/** The website's own users and sessions, as yours has them in a database. */
const passwords = new Map([['ada', 'correct horse battery']]);
const sessions = new Map<string, string>();
const idOf = (name: string) => userId(`site-${name}`);

const config = loadConfig(process.env);
const latchkey = await openLatchkey(config, {
  signIn: [
    website({
      name: 'Example',
      signInUrl: '/',
      async who(request) {
        const cookie = /(?:^|;\s*)site=([\w-]+)/.exec(request.headers.get('Cookie') ?? '');
        const name = sessions.get(cookie?.[1] ?? '');
        return name === undefined ? null : { id: idOf(name), username: name };
      },
    }),
  ],
});

const app = new Hono()
  .get('/', (c) => {
    const name = sessions.get(getCookie(c, 'site') ?? '');
    return c.html(
      name === undefined
        ? html`<form method="post" action="/login">
            <label>Name <input name="name" /></label>
            <label>Password <input name="password" type="password" /></label>
            <button>Sign in</button>
          </form>`
        : html`<p>You are ${name}.</p>
            <form method="post" action="/logout"><button>Sign out</button></form>`,
    );
  })
  .post('/login', async (c) => {
    const { name, password } = await c.req.parseBody();
    if (typeof name === 'string' && passwords.get(name) === password) {
      const id = randomUUID();
      sessions.set(id, name);
      setCookie(c, 'site', id, { httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });
    }
    return c.redirect('/', 303);
  })
  .post('/logout', async (c) => {
    const id = getCookie(c, 'site') ?? '';
    const name = sessions.get(id);
    sessions.delete(id);
    deleteCookie(c, 'site');
    // Who signs out here is signed out in the extension as well.
    if (name !== undefined) await latchkey.sessions.endAll(idOf(name));
    return c.redirect('/', 303);
  })
  .route('/', latchkey.app);

const listening = await serve({ fetch: app.fetch, host: config.host, port: config.port });
process.once('SIGTERM', async () => {
  await listening.stop(5_000);
  await latchkey.close();
});
