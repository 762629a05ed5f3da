import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test as base, expect } from 'vitest';
import { freePort } from '../../../server/testing/free-port.ts';
import { until } from '../../../server/testing/until.ts';
import type { Exchange } from './exchange.ts';
import type { Fault } from './fault.ts';
import { FaultProxy } from './fault-proxy.ts';

/** A server that counts, and a proxy before it. */
const test = base
  .extend('server', async ({ onTestFinished }) => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      response.setHeader('Set-Cookie', `n=${requests}`);
      response.end(`answer ${requests}`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return { port: (server.address() as AddressInfo).port, requests: () => requests };
  })
  .extend('proxy', async ({ server, onTestFinished }) => {
    const proxy = await FaultProxy.start({ port: await freePort(), serverPort: server.port });
    onTestFinished(() => proxy.stop());
    return proxy;
  })
  .extend('call', ({ proxy }) => (fault: Fault) => {
    proxy.plan = () => fault;
    return fetch(`${proxy.url}/path?query`).then(
      async (response) => ({
        status: response.status,
        cookie: response.headers.get('Set-Cookie'),
        retryAfter: response.headers.get('Retry-After'),
        body: await response.text().catch(() => 'cut'),
      }),
      () => 'broken',
    );
  });

test('without a fault everything passes as it is', async ({ call, server }) => {
  expect(await call({ is: 'none' })).toEqual({
    status: 200,
    cookie: 'n=1',
    retryAfter: null,
    body: 'answer 1',
  });
  expect(server.requests()).toBe(1);
});

test('a dropped request never reaches the server, and of a dropped answer it knows nothing', async ({
  call,
  server,
}) => {
  expect(await call({ is: 'drop-request' })).toBe('broken');
  expect(server.requests()).toBe(0);
  expect(await call({ is: 'drop-answer' })).toBe('broken');
  expect(server.requests()).toBe(1);
});

test('a cut body comes with all headers', async ({ call }) => {
  expect(await call({ is: 'cut-body' })).toMatchObject({ status: 200, cookie: 'n=1', body: 'cut' });
});

test('a gateway answers in its own words, before or after the server has acted', async ({ call, server }) => {
  const gateway = { is: 'gateway', status: 503, retryAfterSeconds: 1 } as const;
  expect(await call({ ...gateway, serverActs: false })).toMatchObject({ status: 503, retryAfter: '1' });
  expect(server.requests()).toBe(0);
  expect(await call({ ...gateway, serverActs: true })).toMatchObject({ status: 503, cookie: null });
  expect(server.requests()).toBe(1);
});

test('a duplicate reaches the server twice, and one of its answers comes back', async ({ call, server }) => {
  expect(await call({ is: 'duplicate', answer: 'first' })).toMatchObject({ body: 'answer 1' });
  expect(await call({ is: 'duplicate', answer: 'second' })).toMatchObject({ body: 'answer 4' });
  expect(server.requests()).toBe(4);
});

test('a network that is away takes no call, and does when it is back', async ({ proxy, call, server }) => {
  await proxy.goAway();
  expect(await call({ is: 'none' })).toBe('broken');
  await proxy.comeBack();
  expect(await call({ is: 'none' })).toMatchObject({ status: 200 });
  expect(server.requests()).toBe(1);
});

test('a request can be stopped at each point of its way', async ({ proxy, call, server }) => {
  const stages = [
    ['before-server', 0],
    ['before-headers', 2],
    ['before-body', 3],
    ['before-last-byte', 4],
  ] as const;
  for (const [point, seenByServer] of stages) {
    const hold = proxy.holdNext('GET /path', point);
    const answer = call({ is: 'none' });
    await hold.reached;
    expect(server.requests()).toBe(seenByServer);
    hold.release();
    expect(await answer).toMatchObject({ status: 200 });
  }
});

test('what was seen is told, with what the server said and how much of it arrived', async ({
  proxy,
  call,
}) => {
  const seen: Exchange[] = [];
  proxy.observe = (exchange) => seen.push(exchange);
  await call({ is: 'none' });
  await call({ is: 'drop-answer' });
  await call({ is: 'cut-body' });
  // It is told when the connection is gone, which the caller may have heard before.
  await until('all three are told', () => seen.length >= 3);
  expect(seen).toMatchObject([
    { method: 'GET', path: '/path', delivered: 'whole', answers: [{ status: 200 }] },
    { delivered: 'nothing', answers: [{ status: 200 }] },
    { delivered: 'part', answers: [{ status: 200 }] },
  ]);
});
