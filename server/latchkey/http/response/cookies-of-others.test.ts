import { serve as serveNode } from '@hono/node-server';
import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { afterEach, describe, expect, test } from 'vitest';
import { serve } from '../serve.ts';
import { addHeaders } from './early-headers.ts';

/** Latchkey's route sets its cookie, and middleware around it sets another one. */
const app = (when: 'before' | 'after') =>
  new Hono()
    .use(async (c, next) => {
      if (when === 'before') setCookie(c, 'visit', '1');
      await next();
      if (when === 'after') setCookie(c, 'visit', '1');
    })
    .get('/', (c) => {
      addHeaders(c, { 'set-cookie': 'rt=token; Path=/auth' });
      return c.json({});
    });

describe.each(['before', 'after'] as const)('a cookie that is set %s the route', (when) => {
  let close: () => unknown = () => {};
  afterEach(() => close());

  async function cookiesFrom(port: number): Promise<string[]> {
    return (await fetch(`http://127.0.0.1:${port}/`)).headers.getSetCookie().sort();
  }
  const both = ['rt=token; Path=/auth', 'visit=1; Path=/'];

  test('stands beside the one of the session, under the server of Latchkey', async () => {
    const listening = await serve({ fetch: app(when).fetch, host: '127.0.0.1', port: 0 });
    close = () => listening.stop(0);
    expect(await cookiesFrom(listening.port)).toEqual(both);
  });

  test('stands beside the one of the session, under Hono’s own', async () => {
    const port = await new Promise<number>((listening) => {
      const server = serveNode({ fetch: app(when).fetch, hostname: '127.0.0.1', port: 0 }, (info) =>
        listening(info.port),
      );
      close = () => server.close();
    });
    expect(await cookiesFrom(port)).toEqual(both);
  });
});
