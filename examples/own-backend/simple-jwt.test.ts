import { Hono } from 'hono';
import { type BackendUnderTest, backendPromises } from 'latchkey/testing';
import { test } from 'vitest';
import { simpleJwt } from './simple-jwt.ts';

function setUp(clock: { now(): number }): BackendUnderTest {
  const sessions = new Set<string>();
  const access = new Map<string, number>();
  const app = new Hono();
  const issue = (): string => {
    const token = crypto.randomUUID();
    access.set(token, clock.now() + 300_000);
    return token;
  };
  app.post('/token/', async (c) => {
    const { password } = await c.req.json();
    if (password !== 'right') return c.json({ detail: 'No active account' }, 401);
    const refresh = crypto.randomUUID();
    sessions.add(refresh);
    return c.json({ access: issue(), refresh });
  });
  app.post('/token/refresh/', async (c) => {
    const { refresh } = await c.req.json();
    return sessions.has(refresh) ? c.json({ access: issue() }) : c.json({ code: 'token_not_valid' }, 401);
  });
  app.post('/token/blacklist/', async (c) => {
    sessions.delete((await c.req.json()).refresh);
    return c.json({});
  });
  app.all('/api/*', (c) => {
    const token = c.req.header('Authorization')?.replace('Bearer ', '') ?? '';
    const good = (access.get(token) ?? 0) > clock.now();
    return good ? c.json({}) : c.json({ code: 'token_not_valid' }, 401);
  });
  return {
    backend: simpleJwt,
    origin: 'https://django.example',
    server: (request) => app.fetch(request),
    signIn: (world) => world.finish(world.account.signIn({ username: 'ada', password: 'right' })),
    isRefresh: ({ url }) => url.endsWith('/token/refresh/'),
    api: '/api/items',
    endSession: () => sessions.clear(),
    refuseAccessTokens: () => access.clear(),
  };
}

for (const { promise, check } of backendPromises(setUp)) test(promise, check);
