import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { jwt, sign, verify } from 'hono/jwt';
import {
  ACCESS_SECONDS,
  accessSecret,
  COOKIE,
  cookieOptions,
  newRefreshClaims,
  port,
  REFRESH_SECONDS,
  type RefreshClaims,
  refreshSecret,
  rotate,
  tokenAnswer,
  user,
} from './dual-token.ts';

/** Hono with its own JWT middleware. */
const app = new Hono()
  .get('/healthz', (c) => c.text('ok'))
  .get('/api/me', jwt({ secret: accessSecret, alg: 'HS256' }), (c) => {
    const { sub } = c.get('jwtPayload') as { sub: string };
    return c.json({ id: sub, username: user.username });
  })
  .post('/auth/login', (c) => answerWithPair(c, newRefreshClaims()))
  .post('/auth/refresh', async (c) => {
    const presented = await verify(getCookie(c, COOKIE) ?? '', refreshSecret, 'HS256').catch(() => null);
    const next = presented === null ? null : rotate(presented as unknown as RefreshClaims);
    return next === null ? c.json({ error: 'invalid_grant' }, 401) : answerWithPair(c, next);
  });

serve({ fetch: app.fetch, port, hostname: '127.0.0.1' });

async function answerWithPair(c: Context, claims: RefreshClaims): Promise<Response> {
  const now = Math.floor(Date.now() / 1000);
  const access = await sign({ sub: claims.sub, iat: now, exp: now + ACCESS_SECONDS }, accessSecret, 'HS256');
  const refresh = await sign({ ...claims, iat: now, exp: now + REFRESH_SECONDS }, refreshSecret, 'HS256');
  setCookie(c, COOKIE, refresh, { ...cookieOptions, sameSite: 'Strict' });
  return c.json(tokenAnswer(access));
}
