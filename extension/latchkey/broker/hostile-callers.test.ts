import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { World } from '../testing/world.ts';

let world: World;
beforeEach(async () => {
  world = new World();
  await world.signIn();
});

const own = 'chrome-extension://nhlgahbiphgfcfhigkpmhepplhoikdio';
const script = {
  id: 'nhlgahbiphgfcfhigkpmhepplhoikdio',
  origin: 'https://evil.example',
  url: 'https://evil.example/?secret=1',
  tab: { id: 7 },
  frameId: 0,
};

/** What a caller gets who speaks to the message layer directly. */
const say = (sender: unknown, call: unknown, id: string = randomUUID()) =>
  world.finish(world.receive({ latchkey: 'call', id, call }, sender));

const fetchOf = (method: string, url: string) => ({
  type: 'fetch',
  request: { method, url, headers: [], body: null },
  deadlineMs: 1_000,
});

const withBody = (body: unknown) => ({
  ...fetchOf('POST', '/api/items'),
  request: { ...fetchOf('POST', '/api/items').request, body },
});

const denied = { ok: false, error: { code: 'denied' } };

describe('a content script that turned bad gets', () => {
  test.for([
    ['the access token', { type: 'token', scope: null, refused: null, deadlineMs: 1_000 }],
    ['a capability token', { type: 'token', scope: 'items:read', refused: null, deadlineMs: 1_000 }],
    [
      'a sign-in',
      {
        type: 'sign-in',
        username: 'a',
        password: 'b',
        solvedChallenge: { challenge: { parameters: {} }, solution: { counter: 1, derivedKey: '' } },
      },
    ],
    ['a sign-out', { type: 'sign-out', everywhere: true }],
    ['the doctor', { type: 'doctor' }],
    ['the denied requests', { type: 'denied' }],
    ['my sessions', fetchOf('GET', '/auth/sessions')],
    ['a new password', fetchOf('POST', '/auth/password')],
    ['a capability token by fetch', fetchOf('POST', '/auth/token')],
    ['a refresh', fetchOf('POST', '/auth/refresh')],
    ['another method', fetchOf('PUT', '/api/items')],
    ['another server', fetchOf('GET', 'https://evil.example/api/items')],
    ['a path that leaves its route', fetchOf('GET', '/api/items/../../auth/sessions')],
  ])('no %s', async ([_, call]) => {
    const before = world.server.seen.length;
    expect(await say(script, call)).toMatchObject(denied);
    expect(world.server.seen.length).toBe(before);
    expect((await world.account.denied())[0]).toMatchObject({ sender: 'https://evil.example' });
  });

  test('no header of its own that says who it is', async () => {
    for (const name of ['Authorization', 'Cookie', 'DPoP', 'Origin']) {
      const call = {
        ...fetchOf('GET', '/api/items'),
        request: { ...fetchOf('GET', '/api/items').request, headers: [[name, 'x']] },
      };
      expect(await say(script, call)).toMatchObject(denied);
      expect((await world.account.denied())[0]).toMatchObject({ reason: 'header-reserved' });
    }
  });

  test('no end of somebody else’s call', async () => {
    world.server.next('/api/items', { delayMs: 2_000 });
    const call = { ...fetchOf('GET', '/api/items'), deadlineMs: 9_000 };
    const victim = say({ ...script, tab: { id: 8 } }, call, 'x');
    await say(script, { type: 'abort', call: 'x' });
    expect(await victim).toMatchObject({ ok: true });
  });

  test('no answer to somebody else’s call', async () => {
    await say({ ...script, tab: { id: 8 } }, fetchOf('GET', '/api/items'), 'x');
    expect(await say(script, fetchOf('GET', '/api/me'), 'x')).toMatchObject({
      value: { url: expect.stringContaining('/api/me') },
    });
    expect(
      await say({ ...script, tab: { id: 8 }, frameId: 3 }, fetchOf('GET', '/api/items'), 'x'),
    ).toMatchObject(denied);
  });

  test('no way around the limit by asking the same again and again', async () => {
    const asked = Array.from({ length: 400 }, () => say(script, fetchOf('GET', '/api/items'), 'x'));
    const refused = (await Promise.all(asked)).filter((reply) => !reply?.ok);
    expect(refused.length).toBeGreaterThan(200);
    expect(world.server.count('GET /api/items')).toBe(1);
  });

  test('no flood: the rate is limited, for it alone', async () => {
    const replies = [];
    for (let call = 0; call < 200; call++)
      replies.push(
        await world
          .wake()
          .dispatch(
            { type: 'call', message: { latchkey: 'call', id: `${call}`, call: { type: 'state' } } },
            script,
          ),
      );
    const refused = replies.filter((reply) => !reply.ok);
    expect(refused.length).toBeGreaterThan(20);
    expect(refused[0]).toMatchObject({ error: { code: 'rate-limited' } });
    expect(await world.tab(1, 'https://good.example').state()).toMatchObject({ status: 'signed-in' });
    expect((await world.account.denied()).filter(({ reason }) => reason === 'rate-limited')).toHaveLength(1);
  });
});

describe('nobody gets an answer who is', () => {
  test.for([
    ['another extension', { ...script, id: 'aaaabbbbccccddddeeeeffffgggghhhh' }],
    ['our script in a frame', { ...script, frameId: 3 }],
    ['a prerendered page', { ...script, documentLifecycle: 'prerender' }],
    ['a sandboxed document', { ...script, origin: 'null' }],
    ['a file', { ...script, origin: 'file://' }],
    [
      'our own page framed by somebody',
      { id: script.id, origin: own, url: `${own}/popup.html`, tab: { id: 1 }, frameId: 2 },
    ],
    ['a page that only claims our URL', { ...script, url: `${own}/popup.html` }],
    ['nothing that can be named', undefined],
  ])('%s', async ([_, sender]) => {
    const call = { type: 'token', scope: null, refused: null, deadlineMs: 1_000 };
    expect(await say(sender, call)).toMatchObject(denied);
  });
});

test('our own page in a tab of its own is our own page', async () => {
  const page = {
    id: script.id,
    origin: own,
    url: `${own}/options.html#sessions`,
    tab: { id: 4 },
    frameId: 0,
  };
  expect(await say(page, { type: 'denied' })).toMatchObject({ ok: true });
});

describe('messages are parsed, not believed', () => {
  test.for([
    ['an unknown type', { type: 'steal' }],
    ['a member too many', { type: 'state', extra: 1 }],
    ['a wrong type', { type: 'sign-out', everywhere: 'yes' }],
    ['a deadline beyond the limit', { ...fetchOf('GET', '/api/items'), deadlineMs: 1e9 }],
    ['a method that is none', fetchOf('get /', '/api/items')],
    ['nothing', null],
    ['a body that is no base64', withBody({ base64: '%' })],
    ['a body of another kind', withBody({ text: 'text' })],
    ['a body that is a list', withBody([1, 2])],
    ['a body over the limit', withBody('x'.repeat(8 * 1024 * 1024 + 1))],
    ['a body whose characters are within the limit', withBody('☕'.repeat(3 * 1024 * 1024))],
    ['a body whose bytes are over the limit', withBody({ base64: 'A'.repeat(12 * 1024 * 1024) })],
    [
      'a body of more spaces than a body may have',
      withBody({ base64: `${' '.repeat(12 * 1024 * 1024)}AAAA` }),
    ],
    ['a body that is a part of more', withBody(new Uint8Array(12 * 1024 * 1024).subarray(0, 1))],
  ])('%s is refused', async ([_, call]) => {
    expect(await say(script, call)).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
  });

  test('who says that messages are cloned where they are JSON is refused', async () => {
    const message = { latchkey: 'call', id: '1', cloned: new Uint8Array(), call: { type: 'state' } };
    const reply = await world.receive(message, script);
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
    expect(await world.receive({ ...message, cloned: true }, script)).toMatchObject({ ok: false });
  });

  test('what is wrong is told without its value', async () => {
    const call = { type: 'sign-in', username: 'ada', password: { very: 'secret' }, solvedChallenge: {} };
    expect(JSON.stringify(await say(script, call))).not.toContain('secret');
    expect(JSON.stringify(await world.account.denied())).not.toContain('secret');
  });
});

test('the list of denied requests holds no query, no userinfo and no body, and survives the worker', async () => {
  await say(script, fetchOf('GET', 'https://ada:pw@evil.example/x?token=t'));
  world.kill();
  const [entry] = await world.finish(world.account.denied());
  expect(entry).toEqual({
    at: expect.any(Number),
    sender: 'https://evil.example',
    request: 'GET https://evil.example/x',
    reason: 'credentials-in-url',
  });
});

describe('an API call', () => {
  test('carries no cookie and follows no redirect', async () => {
    world.server.apiAnswer = () =>
      new Response(null, { status: 302, headers: { Location: 'https://evil.example' } });
    await expect(world.client.fetch('/api/items')).rejects.toMatchObject({ code: 'redirect-refused' });
    expect(world.server.seen.at(-1)).toMatchObject({ credentials: 'omit', redirect: 'manual' });
  });

  test.for<[string, Record<string, string>]>([
    ['says nothing of its length', {}],
    ['says so', { 'Content-Length': `${8 * 1024 * 1024 + 1}` }],
    ['says less', { 'Content-Length': '10' }],
    ['is short before it is unpacked', { 'Content-Length': '10', 'Content-Encoding': 'gzip' }],
    ['says two lengths', { 'Content-Length': '10, 10' }],
    ...['', '-1', '+10', '0x10', '1e3', '1.5', '-Infinity'].map(
      (length): [string, Record<string, string>] => [
        `says that its length is "${length}"`,
        { 'Content-Length': length },
      ],
    ),
    ['comes in chunks and says a length', { 'Content-Length': '10', 'Transfer-Encoding': 'chunked' }],
  ])('whose answer is over the limit and %s is refused', async ([, headers]) => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1;
        // What says less is held to that by the browser.
        if (sent > 20) controller.close();
        else controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    world.server.apiAnswer = () => new Response(endless, { headers });
    await expect(world.finish(world.client.fetch('/api/items'))).rejects.toMatchObject({
      code: 'body-too-large',
    });
    if (headers['Content-Length'] !== '10' || 'Content-Encoding' in headers) expect(sent).toBeLessThan(12);
  });

  test('that is a problem with a byte order mark is not made twice', async () => {
    const problem = JSON.stringify({
      type: 'about:blank',
      title: 'Wrong password',
      status: 401,
      code: 'invalid_credentials',
    });
    world.server.apiAnswer = () =>
      new Response(`\ufeff${problem}`, {
        status: 401,
        headers: { 'Content-Type': 'application/problem+json' },
      });
    const before = world.server.count('GET /api/items');
    expect((await world.finish(world.client.fetch('/api/items'))).status).toBe(401);
    expect(world.server.count('GET /api/items')).toBe(before + 1);
  });

  test('of exactly the limit arrives whole', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(65_536));
    const body = new Uint8Array(8 * 1024 * 1024);
    for (let at = 0; at < body.length; at += bytes.length) body.set(bytes, at);
    world.server.apiAnswer = () => new Response(body);
    const answer = await world.finish(world.client.fetch('/api/items'));
    expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(body))).toBe(true);
  });
});

test('a defect of the broker is not blamed on the server, and tells nothing of what it was', async () => {
  Object.defineProperty(world, 'permitted', {
    get() {
      throw new TypeError('secret of the implementation');
    },
  });
  const error = await world.account.doctor().catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'broker-failed' });
  expect(error.message).not.toContain('secret');
});
