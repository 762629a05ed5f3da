import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Reply } from '../protocol/messages.ts';
import type { PortReply } from '../protocol/port-messages.ts';
import type { After } from '../protocol/with-deadline.ts';
import { settled } from '../testing/fake-clock.ts';
import { FakeBackground, FakeRuntime } from '../testing/fake-runtime.ts';
import { World } from '../testing/world.ts';
import { inWorldTime } from '../testing/world-time.ts';
import type { Client } from './types.ts';

const id = 'nhlgahbiphgfcfhigkpmhepplhoikdio';
const senderIn = (tab: number, frameId = 0) => ({
  id,
  origin: 'https://example.com',
  url: 'https://example.com/article',
  tab: { id: tab },
  frameId,
});

let world: World;
let background: FakeBackground;
let runtime: FakeRuntime;
let client: Client;
/** What the page hears when it is left. */
let pagehide: () => void;

beforeEach(async () => {
  world = new World();
  await world.signIn();
  background = new FakeBackground();
  vi.stubGlobal('chrome', { runtime: background });
  vi.resetModules();
  const { answerPorts } = await import('../platform/answer-ports.ts');
  answerPorts((parsed, sender) => world.wake().dispatch(parsed, sender));
  ({ runtime, client } = await openPage(senderIn(1)));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** A page with the client in it, whose globals are its own. */
async function openPage(sender: unknown): Promise<{ runtime: FakeRuntime; client: Client }> {
  const own = new FakeRuntime(world, background, sender);
  vi.stubGlobal('chrome', { runtime: own });
  vi.stubGlobal('document', {});
  vi.stubGlobal('addEventListener', (_type: 'pagehide', listener: () => void) => {
    pagehide = listener;
  });
  // It takes the browser's API as it finds it when it is loaded.
  vi.resetModules();
  const { createClient } = await import('./create-client.ts');
  return { runtime: own, client: createClient() };
}

/** Also what a timer of the page sets. */
const after: After = (ms, run) => world.clock.after(ms, () => inWorldTime(after, run));
const inPage = <T>(run: () => T): T => inWorldTime(after, run);
const get = (by = client) => inPage(() => by.fetch('/api/items'));
const made = (line = 'GET /api/items') => world.server.count(line);
const status = async (response: Promise<Response>) => (await world.finish(response)).status;

/** How long it takes in the world, in steps of 10 ms. */
async function msUntil(work: Promise<unknown>): Promise<number> {
  let done = false;
  void work.then(() => {
    done = true;
  });
  await settled();
  let ms = 0;
  for (; !done && ms < 30_000; ms += 10) await world.clock.advance(10);
  return ms;
}

test('a call is answered through the port, and no message is sent', async () => {
  expect(await (await get()).text()).toContain('/api/items');
  expect(await inPage(() => client.state())).toMatchObject({ status: 'signed-in' });
  expect([runtime.ports.length, runtime.posted.length, runtime.sent.length]).toEqual([1, 2, 0]);
});

test('calls at once share the port and a message, and each gets its own answer', async () => {
  const paths = Array.from({ length: 20 }, (_, n) => `/api/items?${n}`);
  const responses = await Promise.all(paths.map((path) => inPage(() => client.fetch(path))));
  expect(responses.map(({ url }) => new URL(url).search)).toEqual(
    paths.map((path) => new URL(path, 'https://x').search),
  );
  expect([runtime.ports.length, runtime.posted.length, runtime.sent.length]).toEqual([1, 1, 0]);
});

test('more calls at once than one message holds go in several', async () => {
  await inPage(() => Promise.all(Array.from({ length: 120 }, () => client.state())));
  expect(runtime.posted.map((calls) => (calls as unknown[]).length)).toEqual([50, 50, 20]);
});

test('large answers come one by one, and small ones together', async () => {
  const replies: number[] = [];
  await get();
  runtime.ports[0]?.onMessage.addListener((list) => replies.push((list as unknown[]).length));
  const answers = { '/api/items?small': 'a', '/api/items?large': 'a'.repeat(100_000) };
  world.server.apiAnswer = ({ url }) =>
    new Response(answers[url.slice(new URL(url).origin.length) as keyof typeof answers], {
      headers: { 'Content-Type': 'text/plain' },
    });
  const paths = [...Object.keys(answers), ...Object.keys(answers)];
  const read = async (path: string) => (await inPage(() => client.fetch(path))).text();
  const texts = await world.finish(Promise.all(paths.map(read)));
  expect(texts).toEqual([...Object.values(answers), ...Object.values(answers)]);
  expect(replies.toSorted()).toEqual([1, 1, 2]);
});

describe('a call that is slow', () => {
  test('is sent as a message too, and made once', async () => {
    world.server.next('/api/items', { delayMs: 1_000 });
    expect(await status(get())).toBe(200);
    await world.clock.advance(1_000);
    expect([runtime.posted.length, runtime.sent.length, made()]).toEqual([1, 1, 1]);
  });

  test('counts once for the rate limit', async () => {
    const calls = Array.from({ length: 150 }, () => {
      world.server.next('/api/items', { delayMs: 1_000 });
      return status(get());
    });
    expect(new Set(await Promise.all(calls))).toEqual(new Set([200]));
    expect([runtime.sent.length, made()]).toEqual([150, 150]);
  });

  test('is ended by its caller, by whichever way it was asked', async () => {
    world.server.next('/api/items', 'hang');
    const stop = new AbortController();
    const call = inPage(() => client.fetch('/api/items', { signal: stop.signal }));
    await world.clock.advance(100);
    inPage(() => stop.abort());
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
    await settled();
    expect(runtime.sent).toMatchObject([{ call: { type: 'abort' } }]);
  });
});

describe('a port that answers other calls meanwhile', () => {
  test('is waited for, as in a burst', async () => {
    world.server.next('/api/items', { delayMs: 400 }, { delayMs: 200 });
    const calls = [get(), get()];
    expect(await msUntil(Promise.all(calls))).toBe(400);
    expect(runtime.sent).toEqual([]);
  });

  test('is not waited for longer than two seconds', async () => {
    world.server.next('/api/items', 'hang');
    const call = get();
    while (runtime.sent.length === 0) {
      await inPage(() => client.state());
      await world.clock.advance(50);
    }
    expect(runtime.sent).toMatchObject([{ call: { type: 'fetch' } }]);
    expect(runtime.posted.length).toBeLessThanOrEqual(42);
    await expect(world.finish(call)).rejects.toMatchObject({ code: 'deadline-exceeded' });
  });
});

describe('a port that swallows', () => {
  test.for(['nothing', 'calls'] as const)('and carries %s costs half a second', async (carries) => {
    await get();
    runtime.carries = carries;
    expect(await msUntil(get())).toBe(500);
    expect(made()).toBe(2);
  });

  test('is given up: the next call has another one', async () => {
    await get();
    runtime.carries = 'nothing';
    expect(await status(get())).toBe(200);
    runtime.carries = 'everything';
    expect(await msUntil(get())).toBe(0);
    expect([runtime.ports.length, runtime.open]).toEqual([2, 1]);
  });

  test('takes no other call with it', async () => {
    runtime.carries = 'nothing';
    const calls = [get()];
    await world.clock.advance(200);
    calls.push(get());
    expect(await msUntil(Promise.all(calls))).toBe(50);
    expect(made()).toBe(2);
  });
});

describe('a port that closes', () => {
  test('under a call whose worker lives: the call is asked by a message at once, and made once', async () => {
    world.server.next('/api/items', { delayMs: 1_000 });
    const call = get();
    await world.clock.advance(100);
    runtime.endPorts();
    await settled();
    expect(runtime.sent.length).toBe(1);
    expect(await status(call)).toBe(200);
    await world.clock.advance(1_000);
    expect(made()).toBe(1);
  });

  test('after the answer was given away into it: the answer is given again', async () => {
    runtime.carries = 'calls';
    const call = get();
    await settled();
    expect(made()).toBe(1);
    runtime.endPorts();
    expect(await status(call)).toBe(200);
    expect(made()).toBe(1);
  });

  test('when it has been idle, so that the background may sleep', async () => {
    await get();
    await world.clock.advance(1_900);
    await get();
    await world.clock.advance(1_900);
    expect(runtime.open).toBe(1);
    await world.clock.advance(2_000);
    expect([runtime.open, runtime.ports.length]).toEqual([0, 1]);
    expect((await get()).status).toBe(200);
    expect(runtime.ports.length).toBe(2);
  });
});

describe('a worker that dies', () => {
  test('between two calls, and tells: the next call wakes another one by a port', async () => {
    await get();
    runtime.stopWorker();
    expect(await msUntil(get())).toBe(0);
    expect(runtime.sent).toEqual([]);
  });

  test('between two calls, and does not tell: that costs half a second', async () => {
    await get();
    runtime.stopWorker(false);
    expect(await msUntil(get())).toBe(500);
  });

  test.for([
    ['at once', 'tells', 10],
    ['at once', 'does not tell', 10],
    ['after it was asked by a message too', 'tells', 500],
    ['after it was asked by a message too', 'does not tell', 500],
  ] as const)('under a call, %s, and %s: the next one answers', async ([_, tells, afterMs]) => {
    world.server.next('/api/items', 'hang');
    const call = get();
    await world.clock.advance(afterMs);
    runtime.stopWorker(tells === 'tells');
    expect(await msUntil(call)).toBeLessThanOrEqual(250);
    expect((await call).status).toBe(200);
  });

  test('under a call that may be made once only: that never goes through a port, and is told as lost', async () => {
    world.server.next('/api/items', 'hang');
    const call = inPage(() => client.fetch('/api/items', { method: 'POST', body: 'text' }));
    await world.clock.advance(100);
    runtime.stopWorker();
    await expect(world.finish(call)).rejects.toMatchObject({ code: 'worker-lost' });
    expect([runtime.posted.length, runtime.sent.length]).toEqual([0, 1]);
  });
});

test('a page that comes back out of the cache asks what it has not heard', async () => {
  await get();
  world.server.next('/api/items', { delayMs: 200 });
  const call = get();
  await settled();
  pagehide();
  expect([runtime.open, runtime.sent.length]).toEqual([0, 0]);
  expect(await status(call)).toBe(200);
  expect(made()).toBe(2);
  expect(runtime.ports.length).toBe(1);
});

test('a page whose extension was updated hears so, whether it has a port or not', async () => {
  await get();
  world.server.next('/api/items', 'hang');
  const under = get();
  await world.clock.advance(10);
  runtime.id = undefined;
  runtime.endPorts();
  await expect(under).rejects.toMatchObject({ code: 'context-invalidated' });
  await expect(get()).rejects.toMatchObject({ code: 'context-invalidated' });
});

test('a large body is not sent twice', async () => {
  world.server.next('/api/items', { delayMs: 1_000 });
  const init = { method: 'POST', body: new Uint8Array(100_000), idempotencyKey: 'a' };
  expect(await status(inPage(() => client.fetch('/api/items', init)))).toBe(200);
  expect([runtime.posted.length, runtime.sent.length]).toEqual([0, 1]);
});

describe.for([
  ['makes JSON of them', false],
  ['clones them', true],
] as const)('where the browser carries messages and %s', ([, clones]) => {
  /** Neither text in UTF-8 nor in any other charset that anybody would take it for. */
  const image = Uint8Array.of(0x89, 0x50, 0, 0xff, 0xfe);
  const isBase64 = (message: unknown): boolean => JSON.stringify(message).includes('base64');

  test.for([
    ['a port', 'kept under its key'],
    ['a message', undefined],
  ])('bytes arrive by %s as they are, both ways', async ([, idempotencyKey]) => {
    runtime.clones = clones;
    const bodies: number[][] = [];
    world.reach = async (request) => {
      bodies.push([...new Uint8Array(await request.clone().arrayBuffer())]);
      return world.server.fetch(request);
    };
    world.server.apiAnswer = () => new Response(image, { headers: { 'Content-Type': 'image/png' } });
    const init = { method: 'POST', body: image, ...(idempotencyKey && { idempotencyKey }) };
    const response = await world.finish(inPage(() => client.fetch('/api/items', init)));
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([...image]);
    expect(bodies).toEqual([[...image]]);
    const calls = [...runtime.posted, ...runtime.sent].filter((message) => !('self' in (message as object)));
    expect(calls.map(isBase64)).toEqual([!clones]);
  });
});

test('a page that has taught JSON more types does not make bytes of messages that are JSON', async () => {
  const taught = BigInt.prototype as { toJSON?: () => string };
  taught.toJSON = () => 'a number';
  try {
    world.server.apiAnswer = () =>
      new Response(Uint8Array.of(0xff), { headers: { 'Content-Type': 'image/png' } });
    const response = await world.finish(
      inPage(() => client.fetch('/api/items', { method: 'POST', body: Uint8Array.of(0xfe) })),
    );
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0xff]);
  } finally {
    delete taught.toJSON;
  }
});

test('an answer that can not be posted takes none along that can', async () => {
  await get();
  const [port] = runtime.ports;
  if (!port) throw new Error('No port');
  runtime.refuses = (message) => JSON.stringify(message).includes('poison');
  world.server.apiAnswer = ({ url }) =>
    new Response(url.includes('?bad') ? 'poison' : 'fine', { headers: { 'Content-Type': 'text/plain' } });
  const [bad, good] = [
    inPage(() => client.fetch('/api/items?bad')),
    inPage(() => client.fetch('/api/items?good')),
  ];
  expect(await msUntil(good)).toBe(0);
  runtime.refuses = () => false;
  expect(await (await world.finish(bad)).text()).toBe('poison');
});

test('thirty tabs, a port each: when the worker dies under all, each is answered', async () => {
  const pages = [];
  for (let tab = 1; tab <= 30; tab++) pages.push(await openPage(senderIn(tab)));
  const write = (by: Client, key: string) =>
    inPage(() => by.fetch('/api/items', { method: 'POST', body: key, idempotencyKey: key }));
  const writes = await Promise.all(pages.map((page, tab) => write(page.client, `${tab}`)));
  expect(writes.every(({ ok }) => ok)).toBe(true);
  expect(pages.map((page) => page.runtime.open)).toEqual(Array(30).fill(1));

  for (const page of pages) page.runtime.carries = 'calls';
  const more = pages.map((page, tab) => write(page.client, `${tab} again`));
  expect(await msUntil(Promise.all(more))).toBe(500);
  expect(new Set(world.server.seen.map(({ body }) => body)).size).toBeGreaterThanOrEqual(60);
  expect(made('POST /api/items')).toBe(60);

  for (const page of pages) page.runtime.carries = 'everything';
  const reads = pages.map((page) => get(page.client));
  for (const [tab, page] of pages.entries()) page.runtime.stopWorker(tab % 2 === 0);
  const statuses = Promise.all(reads.map(status));
  expect(await msUntil(statuses)).toBeLessThanOrEqual(300);
  expect(new Set(await statuses)).toEqual(new Set([200]));
});

describe('a port is judged by who has opened it', () => {
  test('in a frame of somebody’s page it gets nothing', async () => {
    const framed = await openPage(senderIn(1, 3));
    await expect(get(framed.client)).rejects.toMatchObject({ code: 'denied' });
    expect((await world.account.denied())[0]).toMatchObject({ reason: 'frame-not-listed' });
  });

  /** What a script that does not use the client hears to what it posts. */
  async function repliesTo(...posted: unknown[]): Promise<PortReply[]> {
    const replies: PortReply[] = [];
    const port = runtime.connect({ name: 'latchkey' });
    port.onMessage.addListener((list) => replies.push(...(list as PortReply[])));
    for (const each of posted) port.postMessage(each);
    await settled();
    return replies;
  }
  const state = (id: string) => ({ latchkey: 'call', id, call: { type: 'state' } });

  test('what is no call is refused, and stops none beside it', async () => {
    const steal = { latchkey: 'call', id: '1', call: { type: 'steal' } };
    expect(await repliesTo([steal, 'anything', null, state('2')])).toMatchObject([
      { id: '1', reply: { ok: false, error: { code: 'invalid-request' } } },
      { id: '2', reply: { ok: true } },
    ]);
  });

  test.for([
    ['no list', state('1')],
    ['text', 'anything'],
    ['a list of more than a client sends', Array.from({ length: 51 }, (_, n) => state(`${n}`))],
    ['a list in a list', [[state('1')]]],
  ])('%s is not answered', async ([, posted]) => {
    expect(await repliesTo(posted)).toEqual([]);
  });

  test('a list is limited as what comes one by one', async () => {
    const lists = Array.from({ length: 4 }, (_, list) =>
      Array.from({ length: 50 }, (_, n) => state(`${list} ${n}`)),
    );
    const replies = await repliesTo(...lists);
    const codes = replies.map(({ reply }) => {
      const { ok, ...rest } = reply as Reply;
      return 'error' in rest ? rest.error.code : ok;
    });
    expect(codes.filter((code) => code === true)).toHaveLength(150);
    expect(codes.filter((code) => code === 'rate-limited')).toHaveLength(50);
  });

  test('a port of the extension’s own is left alone', async () => {
    const port = runtime.connect({ name: 'mine' });
    port.postMessage({ latchkey: 'call', id: '1', call: { type: 'state' } });
    const heard = vi.fn();
    port.onMessage.addListener(heard);
    await settled();
    expect(heard).not.toHaveBeenCalled();
  });
});
