import { serve as serveNode } from '@hono/node-server';
import { type ErrorHandler, Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { HTTPException } from 'hono/http-exception';
import { requestId } from 'hono/request-id';
import { afterEach, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../testing/test-app.ts';
import { TestClient } from '../testing/test-client.ts';
import { problemHandler } from './response/problem-response.ts';
import { serve } from './serve.ts';

type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

/** Every way in which a Hono app may come to its requests. */
const servers: readonly (readonly [string, (app: Hono) => Promise<{ fetch: Fetch; close(): unknown }>])[] = [
  [
    'the server of Latchkey',
    async (app) => {
      const { port, stop } = await serve({ fetch: app.fetch, host: '127.0.0.1', port: 0 });
      return { fetch: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init), close: () => stop(0) };
    },
  ],
  [
    "Hono's own server",
    (app) =>
      new Promise((resolve) => {
        const server = serveNode({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
          resolve({
            fetch: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init),
            close: () => server.close(),
          }),
        );
      }),
  ],
  [
    'none, as in tests and other runtimes',
    async (app) => ({ fetch: async (path, init) => app.request(path, init), close: () => {} }),
  ],
];

describe.each(servers)("Latchkey in somebody's app, under %s", (_, start) => {
  let close: () => unknown = () => {};
  afterEach(() => close());

  async function open(compose: (latchkey: TestApp) => Hono) {
    const latchkey = await testApp();
    const started = await start(compose(latchkey));
    close = started.close;
    return {
      fetch: started.fetch,
      client: await TestClient.create(latchkey.config.publicUrl, started.fetch),
    };
  }

  test.each(['before', 'after'] as const)(
    "a cookie of the app's, set %s ours, and ours both arrive",
    async (when) => {
      const { client } = await open(({ routes }) =>
        new Hono()
          .use(async (c, next) => {
            if (when === 'before') setCookie(c, 'visit', '1');
            await next();
            if (when === 'after') setCookie(c, 'visit', '1');
          })
          .route('/', routes),
      );
      const registered = await client.register('ada', 'correct horse battery');
      expect(registered.status).toBe(201);
      expect(registered.headers.getSetCookie().map((cookie) => cookie.split('=', 1)[0])).toEqual(
        expect.arrayContaining(['visit', expect.stringMatching(/^rt-/)]),
      );
      expect((await client.refresh()).status).toBe(200);
    },
  );

  test('nothing of ours is on routes that are registered after ours, nor on what there is none for', async () => {
    const { fetch } = await open(({ routes }) =>
      new Hono()
        .route('/', routes)
        .get('/', (c) => c.html('<p>mine</p>'))
        .get('/api/public', (c) => c.json({}))
        .put('/auth/login', (c) => c.text('mine'))
        .post('/auth/web-login', (c) => c.text('mine')),
    );
    const mine: readonly (readonly [string, string, number])[] = [
      ['GET', '/', 200],
      ['GET', '/api/public', 200],
      ['PUT', '/auth/login', 200],
      ['POST', '/auth/web-login', 200],
      ['GET', '/nothing', 404],
      ['POST', '/auth/nothing', 404],
      ['OPTIONS', '/api/public', 404],
      ['GET', '/healthz', 404],
      ['GET', '/api/me', 404],
    ];
    for (const [method, path, status] of mine) {
      const response = await fetch(path, { method });
      expect([method, path, response.status]).toEqual([method, path, status]);
      const names = [...response.headers.keys()];
      const ours = names.filter((name) => /^(x-|access-|content-sec|cross|referrer|strict|cache)/.test(name));
      expect([method, path, ...ours]).toEqual([method, path]);
    }
  });

  test('below a path the cookie and the proof say so, and a session goes on', async () => {
    const latchkey = await testApp();
    const started = await start(new Hono().route('/latchkey', latchkey.routes));
    close = started.close;
    const client = await TestClient.create(latchkey.config.publicUrl, started.fetch, '/latchkey');
    const registered = await client.register('ada', 'correct horse battery');
    expect(registered.headers.getSetCookie().join()).toContain('; Path=/latchkey/auth;');
    expect((await client.refresh()).status).toBe(200);
  });

  test.each([
    ['is taken off by a proxy', '/', ''],
    ['is where the app mounts the routes', '/latchkey', '/latchkey'],
  ])('a path of the public URL that %s is in cookies, proofs and addresses', async (_how, mount, asked) => {
    const latchkey = await testApp({ LATCHKEY_PUBLIC_URL: 'https://localhost/latchkey' });
    const started = await start(new Hono().route(mount, latchkey.routes));
    close = started.close;
    const client = await TestClient.create(latchkey.config.publicUrl, (path, init) =>
      started.fetch(asked + path, init),
    );
    const registered = await client.register('ada', 'correct horse battery');
    expect(registered.headers.getSetCookie().join()).toContain('; Path=/latchkey/auth;');
    expect((await client.refresh()).status).toBe(200);
    const checked = await client.call('/auth/cookie-check', { json: {} });
    expect(checked.headers.getSetCookie().join()).toContain('; Path=/latchkey/auth/cookie-check;');
    const flow = await client.callWithProof('/auth/flows', { json: {} });
    expect((await flow.json()).url).toMatch(/^https:\/\/localhost\/latchkey\/sign-in\//);
    // Browsers take the prefix, which no neighbouring name can write, with this path alone.
    expect(flow.headers.getSetCookie().join()).toMatch(/^__Host-flow-.*; Path=\/;/);
  });

  test('the id that the app has given a request is ours, too', async () => {
    const seen: string[] = [];
    const { client } = await open(({ routes }) => {
      const app = new Hono<{ Variables: { requestId: string } }>();
      app.use(requestId());
      app.use(async (c, next) => {
        const before = c.var.requestId;
        await next();
        seen.push(before, c.var.requestId);
      });
      return app.route('/', routes) as unknown as Hono;
    });
    const response = await client.call('/auth/token', { json: { scope: 'profile' } });
    const { instance } = await response.json();
    expect(new Set([...seen, response.headers.get('X-Request-Id'), instance.split(':').at(-1)]).size).toBe(1);
  });
});

describe("what the guard throws in somebody's app", () => {
  const guarded = async () => {
    const { services } = await testApp();
    return new Hono<{ Variables: { requestId: string } }>()
      .use(requestId())
      .get('/api/orders', services.requireAccess(), (c) => c.json({}));
  };
  const unauthorized = { code: 'invalid_token', status: 401 };

  test('is answered by Hono itself, with the id of the request', async () => {
    const app = await guarded();
    const response = await app.request('/api/orders', { headers: { 'X-Request-Id': 'from-the-app' } });
    expect(response.status).toBe(401);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="latchkey"');
    expect(await response.json()).toMatchObject({
      ...unauthorized,
      instance: 'urn:latchkey:request:from-the-app',
    });
  });

  test("is the app's own to answer, which knows it as any HTTPException", async () => {
    const app = await guarded();
    app.onError((error, c) => {
      if (!(error instanceof HTTPException)) return c.text('a bug', 500);
      return c.json({ message: error.message }, error.status);
    });
    const response = await app.request('/api/orders');
    expect([response.status, await response.json()]).toEqual([
      401,
      { message: 'This call needs an access token.' },
    ]);
  });

  test('is a problem like all others by the handler of Latchkey', async () => {
    const failures: unknown[] = [];
    const app = (await guarded()).get('/bug', () => {
      throw new TypeError('a secret');
    });
    const handler: ErrorHandler = problemHandler((failure) => failures.push(failure));
    app.onError(handler);
    expect(await (await app.request('/api/orders')).json()).toMatchObject(unauthorized);
    expect(await (await app.request('/bug')).json()).toMatchObject({ code: 'internal' });
    expect(failures).toHaveLength(1);
  });
});
