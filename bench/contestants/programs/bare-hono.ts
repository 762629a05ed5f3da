import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { COOKIE, cookieOptions, port, tokenAnswer, user } from './dual-token.ts';

/** Hono's limit: nothing is checked, nothing is kept. */
const app = new Hono()
  .get('/healthz', (c) => c.text('ok'))
  .get('/api/me', (c) => c.json(user))
  .post('/auth/refresh', async (c) => {
    await c.req.json();
    setCookie(c, COOKIE, 'nothing', { ...cookieOptions, sameSite: 'Strict' });
    return c.json(tokenAnswer('nothing'));
  });

serve({ fetch: app.fetch, port, hostname: '127.0.0.1' });
