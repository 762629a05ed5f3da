import { once } from 'node:events';
import { connect } from 'node:net';
import { Hono } from 'hono';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import type { Failure } from '../observability/observer.ts';
import { json } from './request/validate.ts';
import { problemHandler } from './response/problem-response.ts';
import { serve } from './serve.ts';

const head = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

test.each([
  ['in a body of a stated length', `${head}Content-Length: 100\r\n\r\n{"a":`],
  ['between two chunks', `${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n`],
  ['in a chunk that is none', `${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\nzz\r\n`],
])('a client that goes away %s is no failure of the server', async (_, request) => {
  const failures: Failure[] = [];
  const handle = problemHandler((failure) => failures.push(failure));
  const refused: unknown[] = [];
  const app = new Hono().post('/', json(v.object({})), (c) => c.body(null, 204));
  app.onError((error, c) => {
    refused.push(error);
    return handle(error, c as never);
  });
  const listening = await serve({ fetch: app.fetch, host: '127.0.0.1', port: 0 });
  onTestFinished(async () => void (await listening.stop(0)));

  const socket = connect(listening.port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(request, () => setImmediate(() => socket.destroy()));
  await expect.poll(() => refused).toMatchObject([{ problem: { code: 'invalid_request' } }]);
  expect(failures).toEqual([]);
});
