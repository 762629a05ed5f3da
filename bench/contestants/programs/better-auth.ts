import { serve } from '@hono/node-server';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { Hono } from 'hono';
import { port, user } from './dual-token.ts';

/** better-auth's own short-lived copy of the session in a signed cookie. */
const cookieCache = { enabled: process.env.COOKIE_CACHE === 'on', maxAge: 300 };

const auth = betterAuth({
  baseURL: `http://localhost:${port}`,
  secret: 'a secret of the benchmark, long enough for anybody',
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  emailAndPassword: { enabled: true },
  session: { cookieCache },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
});

/** better-auth on Hono, as its documentation mounts it. */
const app = new Hono()
  .get('/healthz', (c) => c.text('ok'))
  .on(['POST', 'GET'], '/api/auth/*', (c) => auth.handler(c.req.raw))
  .get('/api/me', async (c) => {
    const session = await auth.api.getSession({ headers: c.req.raw.headers });
    if (session === null) return c.json({ error: 'invalid_token' }, 401);
    return c.json({ id: session.user.id, username: user.username });
  });

serve({ fetch: app.fetch, port, hostname: '127.0.0.1' });
