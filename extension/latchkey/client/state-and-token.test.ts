import { beforeEach, describe, expect, test } from 'vitest';
import type { Token } from '../protocol/messages.ts';
import type { SessionState } from '../protocol/session-state.ts';
import { FakeTransport } from '../testing/fake-transport.ts';
import { createClient } from './create-client.ts';

let transport: FakeTransport;
let client: ReturnType<typeof createClient>;
beforeEach(() => {
  transport = new FakeTransport();
  client = createClient(transport);
});

const out = (version: number): SessionState => ({ status: 'signed-out', version, reason: 'user' });
const signedIn = (version: number, sessionId = 's1'): SessionState => ({
  status: 'signed-in',
  version,
  user: { id: 'u1', username: 'ada' },
  sessionId,
  signedInAt: 0,
  condition: 'idle',
});
const turn = () => new Promise((resolve) => setTimeout(resolve));

describe('onStateChange', () => {
  test('tells the state now and after each change, until it is stopped', async () => {
    transport.answer = () => signedIn(1);
    const seen: SessionState[] = [];
    const stop = client.onStateChange((state) => seen.push(state));
    await turn();
    transport.push(out(2));
    expect(seen).toEqual([signedIn(1), out(2)]);
    stop();
    expect(transport.listeners).toBe(0);
  });

  test('asks where it is told that something has changed and not what, until it is answered', async () => {
    transport.answer = () => signedIn(1);
    const seen: SessionState[] = [];
    client.onStateChange((state) => seen.push(state));
    await turn();
    transport.answer = (_call, nth) => (nth < 8 ? Promise.reject(new Error('closed')) : out(2));
    transport.push(null);
    await expect.poll(() => seen).toEqual([signedIn(1), out(2)]);
    transport.push(null);
    await turn();
    expect(seen).toHaveLength(2);
  });

  test('never goes back: a late answer or push is dropped', async () => {
    transport.answer = () => signedIn(1);
    const seen: number[] = [];
    client.onStateChange(({ version }) => seen.push(version));
    transport.push(out(3));
    await turn();
    transport.push(signedIn(2));
    transport.push(out(3));
    expect(seen).toEqual([3]);
  });

  test('asks again while nobody knows: a worker that was stopped while it found out pushes nothing', async () => {
    transport.answer = (_call, nth) => (nth < 4 ? { status: 'unknown', version: 0 } : signedIn(1));
    const seen: string[] = [];
    client.onStateChange(({ status }) => seen.push(status));
    await expect.poll(() => seen).toEqual(['unknown', 'signed-in']);
    expect(transport.pauses).toEqual([500, 1000, 2000]);
    await turn();
    expect(transport.sent).toHaveLength(4);
  });

  test('tells nothing once it is stopped, not even what it has asked for before', async () => {
    const answered = Promise.withResolvers<SessionState>();
    transport.answer = () => answered.promise;
    const seen: SessionState[] = [];
    const stop = client.onStateChange((state) => seen.push(state));
    stop();
    answered.resolve(signedIn(1));
    await turn();
    expect(seen).toEqual([]);
  });

  test('asks no more once it is stopped', async () => {
    transport.answer = () => ({ status: 'unknown', version: 0 });
    const stop = client.onStateChange(() => {});
    await turn();
    stop();
    await turn();
    const asked = transport.sent.length;
    for (let n = 0; n < 5; n += 1) await turn();
    expect(transport.sent).toHaveLength(asked);
  });

  test('asks anew when the page comes back from the back/forward cache', async () => {
    transport.answer = () => signedIn(1);
    const seen: number[] = [];
    client.onStateChange(({ version }) => seen.push(version));
    await turn();
    transport.answer = () => out(7);
    transport.restore('cache');
    await turn();
    expect(seen).toEqual([1, 7]);
  });

  test('a page that may not ask hears so once, and neither asks nor hears again', async () => {
    transport.answer = () => ({ ok: false, error: { code: 'denied', message: 'no' } });
    const seen: SessionState[] = [];
    const ends: string[] = [];
    client.onStateChange(
      (state) => seen.push(state),
      ({ code }) => ends.push(code),
    );
    await turn();
    for (let n = 0; n < 20; n += 1) transport.restore('background');
    transport.push(signedIn(1));
    for (let n = 0; n < 5; n += 1) await turn();
    expect(transport.sent).toHaveLength(1);
    expect([seen, ends]).toEqual([[], ['denied']]);
  });

  test('a page that was told so on its way into the back/forward cache asks again when it is back', async () => {
    transport.answer = () => ({ ok: false, error: { code: 'denied', message: 'no' } });
    const seen: string[] = [];
    client.onStateChange(({ status }) => seen.push(status));
    await turn();
    transport.answer = () => signedIn(1);
    transport.restore('cache');
    await turn();
    expect(seen).toEqual(['signed-in']);
  });

  test('however often it is looked at while nobody knows, one round of asking goes on', async () => {
    transport.answer = () => ({ status: 'unknown', version: 0 });
    const stop = client.onStateChange(() => {});
    await turn();
    for (let n = 0; n < 20; n += 1) transport.restore('background');
    await turn();
    const before = transport.pauses.length;
    for (let n = 0; n < 4; n += 1) await turn();
    // The rounds that were given up have paused for the last time.
    const after = transport.pauses.slice(before);
    expect(after.length).toBeLessThanOrEqual(4);
    expect(new Set(after).size).toBe(after.length);
    stop();
  });

  test('stays silent where the extension is gone', async () => {
    transport.valid = false;
    const seen: unknown[] = [];
    client.onStateChange((state) => seen.push(state));
    await turn();
    expect(seen).toEqual([]);
  });
});

describe('getToken', () => {
  let issued = 0;
  const answerTokens = (lifeMs: number) => {
    transport.answer = (): Token => {
      issued += 1;
      return { token: `t${issued}`, expiresAt: Date.now() + lifeMs };
    };
  };
  beforeEach(() => {
    issued = 0;
    answerTokens(60_000);
  });

  test('asks once per scope while the token lives', async () => {
    const first = await client.getToken();
    expect(await client.getToken()).toEqual(first);
    expect((await client.getToken({ scope: 'items:read' })).token).toBe('t2');
    expect(transport.sent.map(({ call }) => call)).toMatchObject([
      { type: 'token', scope: null },
      { type: 'token', scope: 'items:read' },
    ]);
  });

  test('hands out no token in its last moments', async () => {
    answerTokens(50);
    await client.getToken();
    await new Promise((resolve) => setTimeout(resolve, 46));
    expect((await client.getToken()).token).toBe('t2');
  });

  test('hands out no token that was refused, and says which it was', async () => {
    const { token } = await client.getToken();
    expect((await client.getToken({ refused: token })).token).toBe('t2');
    expect(transport.sent[1]?.call).toMatchObject({ refused: token });
    expect((await client.getToken()).token).toBe('t2');
    expect((await client.getToken({ refused: token })).token).toBe('t2');
  });

  test('hands out no token of a session that has ended or been replaced', async () => {
    await client.getToken();
    transport.push(signedIn(1));
    const current = await client.getToken();
    transport.push(signedIn(2));
    expect(await client.getToken()).toEqual(current);
    transport.push(out(3));
    expect((await client.getToken()).token).not.toBe(current.token);
    transport.push(signedIn(4, 's2'));
    expect(issued).toBe(3);
    await client.getToken();
    expect(issued).toBe(4);
  });

  test('hands out no token after a sign-out, also when that is the first it hears', async () => {
    await client.getToken();
    transport.push(out(1));
    expect((await client.getToken()).token).toBe('t2');
  });

  test('keeps no token that came while the session ended', async () => {
    transport.answer = () => {
      transport.push(out(2));
      return { token: 'late', expiresAt: Date.now() + 60_000 };
    };
    await client.getToken();
    answerTokens(60_000);
    expect((await client.getToken()).token).toBe('t1');
  });
});
