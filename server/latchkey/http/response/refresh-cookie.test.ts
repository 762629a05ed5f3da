import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { expect, test } from 'vitest';
import { millis } from '../../time/time.ts';
import { createRefreshCookie, refreshCookieName } from './refresh-cookie.ts';

const PUBLIC_URL = 'http://localhost:8787';

/** Answers under `/:mount` with the cookie for whoever asks. */
function app() {
  const cookie = createRefreshCookie(PUBLIC_URL, { prefix: (c) => c.req.path });
  return new Hono()
    .onError((_, c) => c.body(null, 500))
    .get('/by-hono/:mount', (c) => {
      const name = refreshCookieName(PUBLIC_URL, c.req.header('Origin') ?? '');
      const path = `/${c.req.param('mount')}/auth`;
      setCookie(c, name, 'a.b.c', { path, httpOnly: true, secure: true, sameSite: 'Strict', maxAge: 7 });
      return c.body(null);
    })
    .get('/:mount', (c) => {
      cookie.write(c, 'a.b.c', millis(8_000), millis(1_000));
      return c.body(null);
    });
}

test('is what Hono would write, for each extension and each mount in turns', async () => {
  const routes = app();
  const cookies = async (path: string, Origin: string) =>
    (await routes.request(path, { headers: { Origin } })).headers.getSetCookie();
  for (const mount of ['one', 'two', 'one']) {
    for (const extension of ['chrome-extension://a', 'chrome-extension://b', 'chrome-extension://a']) {
      const written = await cookies(`/${mount}`, extension);
      expect(written).toEqual(await cookies(`/by-hono/${mount}`, extension));
      expect(written).toHaveLength(1);
    }
  }
});

test('says nothing that a path would add to it', async () => {
  const answer = await app().request('/;Domain=example.com');
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([500, []]);
});
