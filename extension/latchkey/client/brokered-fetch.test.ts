import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { fromWireBody } from '../protocol/body.ts';
import { MAX_BODY_BYTES } from '../protocol/limits.ts';
import type { ResponseData, WireMessage } from '../protocol/messages.ts';
import { channelClosed, FakeTransport, nobodyThere } from '../testing/fake-transport.ts';
import { World } from '../testing/world.ts';
import { createClient } from './create-client.ts';

let transport: FakeTransport;
let client: ReturnType<typeof createClient>;
beforeEach(() => {
  transport = new FakeTransport();
  transport.answer = () => answer();
  client = createClient(transport);
});

const answer = (change: Partial<ResponseData> = {}): ResponseData => ({
  status: 200,
  statusText: 'OK',
  url: 'https://api.example/api/items',
  headers: [['content-type', 'text/plain']],
  body: 'hello',
  ...change,
});

/** The request that the broker was sent. */
function sent(): Extract<WireMessage['call'], { type: 'fetch' }>['request'] {
  const call = transport.sent.at(-1)?.call;
  if (call?.type !== 'fetch') throw new Error('No fetch was sent');
  return call.request;
}

/** The request that the broker was sent, as the server would read it. */
const received = () => {
  const { method, headers, body } = sent();
  return new Request('https://api.example', {
    method,
    headers,
    body: body && fromWireBody(body),
  });
};

describe('the answer is a real Response', () => {
  test('with status, headers, address and text', async () => {
    const response = await client.fetch('/api/items');
    expect(response).toBeInstanceOf(Response);
    expect([response.status, response.ok, response.url]).toEqual([
      200,
      true,
      'https://api.example/api/items',
    ]);
    expect(response.headers.get('Content-Type')).toBe('text/plain');
    expect(await response.text()).toBe('hello');
  });

  test.for([204, 304])('a %i has no body', async (status) => {
    transport.answer = () => answer({ status, body: null });
    expect((await client.fetch('/api/items')).body).toBeNull();
  });

  test('an error status is an answer, not a rejection', async () => {
    transport.answer = () => answer({ status: 503 });
    expect((await client.fetch('/api/items')).status).toBe(503);
  });

  test.for([
    ['as JSON', false],
    ['cloned', true],
  ] as const)('any bytes survive both ways, in messages that are carried %s', async ([, cloned]) => {
    transport.cloned = cloned;
    const anyBytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes));
    await fc.assert(
      fc.asyncProperty(anyBytes, async (bytes) => {
        transport.answer = (call) => answer({ body: call.type === 'fetch' ? call.request.body : null });
        const response = await client.fetch('/api/items', { method: 'POST', body: bytes });
        expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
      }),
      { numRuns: 200 },
    );
  });
});

describe('any body that fetch takes', () => {
  test('a string', async () => {
    await client.fetch('/x', { method: 'POST', body: 'café ☕' });
    expect(await received().text()).toBe('café ☕');
    expect(received().headers.get('Content-Type')).toBe('text/plain;charset=UTF-8');
  });

  test('URLSearchParams', async () => {
    await client.fetch('/x', { method: 'POST', body: new URLSearchParams({ q: 'a b&c' }) });
    expect([...(await received().formData())]).toEqual([['q', 'a b&c']]);
  });

  test('FormData with a file', async () => {
    const form = new FormData();
    form.append('item', 'hi');
    form.append('file', new File([new Uint8Array([0, 255, 13, 10])], 'a.bin', { type: 'image/png' }));
    await client.fetch('/x', { method: 'POST', body: form });
    const read = await received().formData();
    const file = read.get('file');
    expect(read.get('item')).toBe('hi');
    if (!(file instanceof File)) throw new Error('No file');
    expect([file.name, file.type]).toEqual(['a.bin', 'image/png']);
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(new Uint8Array([0, 255, 13, 10]));
  });

  test('a Blob with its type', async () => {
    await client.fetch('/x', { method: 'PUT', body: new Blob(['<p>'], { type: 'text/html' }) });
    expect(received().headers.get('Content-Type')).toBe('text/html');
  });

  test('a stream', async () => {
    const body = new Blob(['streamed']).stream();
    await client.fetch('/x', { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(await received().text()).toBe('streamed');
  });

  test('a Request, with what is changed in it', async () => {
    const request = new Request('https://api.example/api/items?q=1', {
      method: 'POST',
      body: 'a',
      headers: { 'X-A': '1' },
    });
    await client.fetch(request, { headers: { 'X-B': '2' } });
    expect(sent()).toMatchObject({ method: 'POST', url: 'https://api.example/api/items?q=1' });
    expect(received().headers.get('X-B')).toBe('2');
  });

  test('a URL', async () => {
    await client.fetch(new URL('https://api.example/api/me'));
    expect(sent()).toMatchObject({ method: 'GET', url: 'https://api.example/api/me', body: null });
  });

  test('a path goes as it was written: the broker judges it, not the page', async () => {
    await client.fetch('/api/../auth/refresh');
    expect(sent().url).toBe('/api/../auth/refresh');
  });

  test('up to the limit', async () => {
    await client.fetch('/x', { method: 'POST', body: new Uint8Array(MAX_BODY_BYTES) });
    const over = client.fetch('/x', { method: 'POST', body: new Uint8Array(MAX_BODY_BYTES + 1) });
    await expect(over).rejects.toMatchObject({ code: 'body-too-large' });
    expect(transport.sent).toHaveLength(1);
  });

  test('what makes no request is told so', async () => {
    await expect(client.fetch('/x', { body: 'GET has none' })).rejects.toMatchObject({
      code: 'invalid-request',
    });
    await expect(client.fetch('/x', { method: 'a b' })).rejects.toMatchObject({ code: 'invalid-request' });
  });
});

describe('a call settles', () => {
  const never = () => new Promise<never>(() => {});
  const kinds = () => transport.sent.map(({ call }) => call.type);

  test('at its deadline, and tells the broker to stop', async () => {
    transport.answer = (call) => (call.type === 'abort' ? null : never());
    await expect(client.fetch('/x', { deadlineMs: 20 })).rejects.toMatchObject({ code: 'deadline-exceeded' });
    expect(kinds()).toEqual(['fetch', 'abort']);
    expect(transport.sent[1]?.call).toEqual({ type: 'abort', call: transport.sent[0]?.id });
  });

  test('at its deadline, also when its body never ends, and asks for nothing after that', async () => {
    let end = () => {};
    const body = new ReadableStream({
      start: (controller) => {
        end = () => controller.close();
      },
    });
    const call = client.fetch('/x', { method: 'POST', body, duplex: 'half', deadlineMs: 20 } as RequestInit);
    await expect(call).rejects.toMatchObject({ code: 'deadline-exceeded' });
    end();
    await new Promise((resolve) => setTimeout(resolve));
    expect(transport.sent).toEqual([]);
  });

  test('with no deadline beyond 25 s', async () => {
    await client.fetch('/x', { deadlineMs: 600_000 });
    expect(transport.sent[0]?.call).toMatchObject({ deadlineMs: 25_000 });
  });

  test('when its signal fires, before or meanwhile', async () => {
    await expect(client.fetch('/x', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(transport.sent).toHaveLength(0);
    transport.answer = (call) => (call.type === 'abort' ? null : never());
    const abort = new AbortController();
    const call = client.fetch('/x', { signal: abort.signal });
    setTimeout(() => abort.abort(), 10);
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
    expect(kinds()).toEqual(['fetch', 'abort']);
  });

  test('with the broker’s own error, whole', async () => {
    const problem = { code: 'rate_limited', status: 429, title: 'Too many' };
    transport.answer = () => ({
      ok: false,
      error: { code: 'refused', message: 'No', retryAfterMs: 5, problem },
    });
    const error = await client.fetch('/x').catch((thrown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'LatchkeyError',
      code: 'refused',
      message: 'No',
      retryAfterMs: 5,
      problem,
    });
  });
});

describe('the worker dies under a call', () => {
  const diesOnce = () => {
    transport.answer = (_, nth) => (nth === 1 ? channelClosed() : answer());
  };

  test.for(['GET', 'HEAD', 'OPTIONS'])('a %s is sent again with the same id', async (method) => {
    diesOnce();
    expect((await client.fetch('/x', { method })).status).toBe(200);
    expect(transport.sent[1]).toEqual(transport.sent[0]);
  });

  test.for(['POST', 'PUT', 'PATCH', 'DELETE'])('a %s is not: it may have been done', async (method) => {
    diesOnce();
    await expect(client.fetch('/x', { method })).rejects.toMatchObject({ code: 'worker-lost' });
    expect(transport.sent).toHaveLength(1);
  });

  test('a write with an idempotency key is, under that key', async () => {
    diesOnce();
    await client.fetch('/x', { method: 'POST', idempotencyKey: 'k1' });
    expect(transport.sent).toHaveLength(2);
    expect(sent().headers).toContainEqual(['idempotency-key', 'k1']);
  });

  test('a write that found no worker is sent again: nothing was done', async () => {
    transport.answer = (_, nth) => (nth === 1 ? nobodyThere() : answer());
    expect((await client.fetch('/x', { method: 'POST' })).status).toBe(200);
  });

  test('Firefox says nothing at all', async () => {
    transport.answer = (_, nth) => (nth === 1 ? undefined : answer());
    expect((await client.fetch('/x')).status).toBe(200);
  });

  test('again and again: worker-lost, and no end of tries', async () => {
    transport.answer = channelClosed;
    await expect(client.fetch('/x')).rejects.toMatchObject({ code: 'worker-lost' });
    expect(transport.sent.length).toBeLessThan(6);
  });
});

describe('the extension was updated under the page', () => {
  test('its id is gone: context-invalidated, without a try', async () => {
    transport.valid = false;
    await expect(client.fetch('/x')).rejects.toMatchObject({ code: 'context-invalidated' });
    expect(transport.sent).toHaveLength(0);
  });

  test('the message fails so: context-invalidated, and no second one', async () => {
    transport.answer = () => Promise.reject(new Error('Extension context invalidated.'));
    await expect(client.fetch('/x')).rejects.toMatchObject({ code: 'context-invalidated' });
    expect(transport.sent).toHaveLength(1);
  });

  test('meanwhile: not taken for a lost worker', async () => {
    transport.answer = () => {
      transport.valid = false;
      return channelClosed();
    };
    await expect(client.fetch('/x')).rejects.toMatchObject({ code: 'context-invalidated' });
    expect(transport.sent).toHaveLength(1);
  });
});

test('an API elsewhere that a route names gets the token, and its absence says nothing about the server', async () => {
  const world = new World();
  const clips = { method: 'GET', path: '/v1/*', origin: 'https://clips.example' };
  world.policy = { ...world.policy, extensionPages: { ...world.policy.extensionPages, routes: [clips] } };
  const asked: (string | null)[] = [];
  let reachable = true;
  world.reach = async (request) => {
    if (!request.url.startsWith(clips.origin)) return world.server.fetch(request);
    if (!reachable) throw new TypeError('Failed to fetch');
    asked.push(request.headers.get('Authorization'));
    return Response.json({});
  };
  await world.signIn();
  const { token } = await world.finish(world.client.getToken());
  await world.finish(world.client.fetch('https://clips.example/v1/a'));
  expect(asked).toEqual([`Bearer ${token}`]);
  await expect(world.finish(world.client.fetch('https://clips.example/admin'))).rejects.toMatchObject({
    code: 'denied',
  });
  reachable = false;
  await expect(world.finish(world.client.fetch('https://clips.example/v1/a'))).rejects.toMatchObject({
    code: 'offline',
  });
  expect(await world.finish(world.client.state())).toMatchObject({ condition: 'idle' });
});
