import { once } from 'node:events';
import { connect } from 'node:net';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StartError } from '../errors/start-error.ts';
import { createLog } from '../observability/log.ts';
import { requestContext } from './middleware/request-context.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import type { ServerEnv } from './request/request-id.ts';
import { createRequestIds } from './request/request-id.ts';
import { type Listening, serve } from './serve.ts';

const host = '127.0.0.1';

describe('serve', () => {
  let release: () => void = () => {};
  let started: Promise<void>;
  let listening: Listening;
  let url: string;
  const app = () => {
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    let start: () => void = () => {};
    started = new Promise((resolve) => {
      start = resolve;
    });
    return new Hono<ServerEnv>()
      .use(
        requestContext({
          headers: securityHeaders('https://example.org'),
          requestId: createRequestIds('test'),
          responses: { answered: () => {} },
          log: createLog('silent'),
        }),
      )
      .get('/', (c) => c.json({ id: c.var.requestId }))
      .get('/cached', (c) => c.json({}, 200, { 'Cache-Control': 'public' }))
      .get('/plain', () => new Response('x', { headers: { 'Cache-Control': 'public' } }))
      .get('/cookies', (c) => {
        c.header('Set-Cookie', 'a=1', { append: true });
        c.header('Set-Cookie', 'b=2', { append: true });
        return c.body(null, 204);
      })
      .get('/slow', async (c) => {
        start();
        await slow;
        return c.text('done');
      });
  };

  beforeEach(async () => {
    listening = await serve({ fetch: app().fetch, host, port: 0 });
    url = `http://${host}:${listening.port}`;
  });
  afterEach(() => listening.stop(0));

  test('gives every response the common headers and its id', async () => {
    for (const path of ['/', '/cookies', '/nothing']) {
      const { headers } = await fetch(url + path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=63072000',
        'x-content-type-options': 'nosniff',
        'x-request-id': expect.stringMatching(/^test-\w+$/),
      });
    }
  });

  test('gives the same headers where the application is mounted without this server', async () => {
    const [here, mounted] = await Promise.all([fetch(`${url}/`), app().request('/')]);
    for (const name of Object.keys(securityHeaders('https://example.org'))) {
      expect(mounted.headers.get(name)).toBe(here.headers.get(name));
    }
    expect(mounted.headers.get('x-request-id')).toMatch(/^test-/);
  });

  test.each(['/cached', '/plain'])('lets a route say otherwise, once (%s)', async (path) => {
    expect((await fetch(url + path)).headers.get('cache-control')).toBe('public');
  });

  test('keeps cookies apart', async () => {
    expect((await fetch(`${url}/cookies`)).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test('takes a sane id from outside and no other', async () => {
    const idFor = async (given: string) =>
      (await fetch(url, { headers: { 'X-Request-Id': given } })).headers.get('x-request-id');
    expect(await idFor('trace-0123456789')).toBe('trace-0123456789');
    for (const given of ['short', 'has space 123', 'x'.repeat(65), 'a"b;c=12345678']) {
      expect(await idFor(given)).toMatch(/^test-/);
    }
  });

  test('lets what is in flight end, and takes nothing new', async () => {
    const slow = fetch(`${url}/slow`);
    await started;
    const stopped = listening.stop(5_000);
    await expect(fetch(url)).rejects.toThrow();
    release();
    expect(await (await slow).text()).toBe('done');
    expect(await stopped).toBe(true);
  });

  test('cuts off what does not end before the deadline', async () => {
    const slow = fetch(`${url}/slow`).catch((error: unknown) => error);
    await started;
    expect(await listening.stop(50)).toBe(false);
    expect(await slow).toBeInstanceOf(Error);
  });

  test('does not wait for idle connections', async () => {
    await (await fetch(url)).text();
    const before = performance.now();
    expect(await listening.stop(5_000)).toBe(true);
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  test('answers what is no request with a 400', async () => {
    const answer = (await raw('GET / HTTP/1.1\r\nHost: a b\r\n\r\n')).toString();
    expect(answer).toContain('HTTP/1.1 400');
    expect(answer).toContain('application/problem+json');
    expect((await raw('nonsense\r\n\r\n')).toString()).toContain('HTTP/1.1 400');
    const huge = `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`;
    expect((await raw(huge)).toString()).toContain('HTTP/1.1 431');
  });

  test('cuts off a client that sends its request a byte now and then', async () => {
    await listening.stop(0);
    const timeouts = {
      headersTimeout: 200,
      requestTimeout: 400,
      keepAliveTimeout: 1_000,
      connectionsCheckingInterval: 50,
    };
    listening = await serve({ fetch: app().fetch, host, port: 0, timeouts });
    for (const beginning of [
      'GET / HTTP/1.1\r\nHo',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{',
    ]) {
      const socket = connect(listening.port, host);
      socket.on('error', () => {});
      socket.write(beginning);
      const dripping = setInterval(() => socket.write('x'), 50);
      let answer = '';
      socket.on('data', (chunk) => {
        answer += String(chunk);
      });
      await once(socket, 'close');
      clearInterval(dripping);
      expect(answer).toMatch(/^HTTP\/1\.1 (408|404)/);
    }
  });

  test('says in one line that the port is in use', async () => {
    const second = serve({ fetch: app().fetch, host, port: listening.port });
    await expect(second).rejects.toThrow(
      new StartError(
        `Port ${listening.port} on ${host} is in use. Stop what uses it, or choose another with PORT.`,
      ),
    );
  });

  test('says in one line that the host is no address of this machine', async () => {
    const refused = serve({ fetch: app().fetch, host: '203.0.113.1', port: 0 });
    await expect(refused).rejects.toThrow(/^HOST=203\.0\.113\.1 is no address of this machine/);
  });

  async function raw(request: string): Promise<Buffer> {
    const socket = connect(listening.port, host);
    socket.end(request);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket, 'close');
    return Buffer.concat(chunks);
  }

  /** What comes back for bytes that no client library would send. */
  async function answerTo(...parts: readonly string[]): Promise<string> {
    const socket = connect(listening.port, host);
    await once(socket, 'connect');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    for (const part of parts) socket.write(part);
    await once(socket, 'close');
    return answer;
  }

  test.each([
    [431, `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${'a=b; '.repeat(14_000)}\r\n\r\n`, 'cookies'],
    [400, 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 'no HTTP request'],
    [400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'no HTTP request'],
    [400, '\x16\x03\x01\x02\x00\x01\x00', 'no HTTP request'],
    [417, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: cake\r\n\r\n', '100-continue'],
  ])('answers what the parser refuses with %i as a problem', async (status, request, detail) => {
    const [head = '', body = ''] = (await answerTo(request)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head.toLowerCase()).toContain('content-type: application/problem+json');
    expect(JSON.parse(body)).toMatchObject({
      status,
      type: 'about:blank',
      detail: expect.stringContaining(detail),
    });
  });

  test('takes the cookies of a machine with many servers', async () => {
    const response = await fetch(url, { headers: { Cookie: 'other=1; '.repeat(5_000) } });
    expect(response.status).toBe(200);
  });
});
