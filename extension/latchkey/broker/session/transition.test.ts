import { describe, expect, test } from 'vitest';
import { aGrant, START_MS, signedIn, unknown } from '../../testing/states.ts';
import type { EndReason } from './end-reason.ts';
import { view } from './state.ts';
import { type SessionEvent, transition } from './transition.ts';

const now = START_MS + 1_000;
const failure = { type: 'unreachable', hadNetwork: true } as const;
const unavailable = { type: 'unavailable', retryAfterMs: 60_000 } as const;
const apply = (state: ReturnType<typeof signedIn>, ...events: SessionEvent[]) =>
  events.reduce((next, event) => transition(next, event, now), state);

describe('a refresh', () => {
  const started = apply(signedIn(), { type: 'refresh-started', how: 'awaited' });

  test('brings a token, a kept and the end of all outage', () => {
    const troubled = {
      ...started,
      outage: { type: 'unreachable', failures: 3, sinceMs: now, untilMs: now } as const,
    };
    const after = apply(troubled, { type: 'refreshed', epoch: 1, grant: aGrant(2) });
    expect(after).toMatchObject({
      token: { value: 'token-s1-2' },
      kept: '2.mac',
      refreshing: 'no',
      outage: null,
    });
  });

  test('that fails keeps the session and the token', () => {
    const after = apply(started, { type: 'refresh-failed', epoch: 1, failure, jitter: 0 });
    expect(after).toMatchObject({ session: started.session, token: started.token, refreshing: 'no' });
    expect(after.outage).toMatchObject({ type: 'unreachable', failures: 1 });
  });

  test('shows only when somebody waits for it', () => {
    const ahead = apply(signedIn(), { type: 'refresh-started', how: 'ahead' });
    expect(view(ahead)).toMatchObject({ condition: 'idle' });
    expect(view(apply(ahead, { type: 'refresh-awaited' }))).toMatchObject({ condition: 'refreshing' });
    expect(view(started)).toMatchObject({ condition: 'refreshing' });
  });

  test.for<SessionEvent>([
    { type: 'refreshed', epoch: 0, grant: aGrant(9) },
    { type: 'refresh-failed', epoch: 0, failure, jitter: 0 },
    { type: 'session-ended', epoch: 0, reason: 'reuse' },
    { type: 'signed-in', epoch: 0, grant: aGrant(1, 's9') },
    { type: 'sign-in-lost', epoch: 0 },
    { type: 'sign-out-finished', epoch: 0 },
  ])('of another epoch changes nothing: $type', (event) => {
    expect(apply(started, event)).toBe(started);
  });
});

describe('the server’s verdict', () => {
  test.for<[EndReason, string, string]>([
    ['logout', 'elsewhere', 'none'],
    ['admin', 'elsewhere', 'none'],
    ['password', 'elsewhere', 'none'],
    ['reuse', 'reuse', 'reuse'],
    ['expired', 'expired', 'expired'],
    ['unknown', 'cookie-lost', 'none'],
    ['key-mismatch', 'key-lost', 'key-lost'],
  ])('%s means %s to somebody who was signed in, %s to a fresh start', ([reason, known, fresh]) => {
    const event = (epoch: number): SessionEvent => ({ type: 'session-ended', epoch, reason });
    expect(apply(signedIn(), event(1)).session).toEqual({ status: 'signed-out', reason: known });
    expect(apply(unknown, event(0)).session).toEqual({ status: 'signed-out', reason: fresh });
  });

  test('takes everything of the session with it', () => {
    const after = apply(signedIn({ prematureMs: [1] }), {
      type: 'session-ended',
      epoch: 1,
      reason: 'logout',
    });
    expect(after).toMatchObject({
      token: null,
      kept: null,
      epoch: 2,
      prematureMs: [],
      pendingSignOut: null,
    });
  });
});

describe('a sign-out', () => {
  const out = apply(signedIn(), { type: 'sign-out', everywhere: true });

  test('holds at once and is owed to the server', () => {
    expect(out).toMatchObject({
      session: { status: 'signed-out', reason: 'user' },
      pendingSignOut: { everywhere: true },
      token: null,
      epoch: 2,
    });
  });

  test('that the server has not heard of stays owed', () => {
    const after = apply(out, { type: 'sign-out-failed', failure: unavailable, jitter: 0 });
    expect(after.pendingSignOut).toEqual({ everywhere: true });
    expect(after.outage?.untilMs).toBeGreaterThanOrEqual(now + 60_000);
  });

  test('that is done is owed no more', () => {
    expect(apply(out, { type: 'sign-out-finished', epoch: 2 })).toMatchObject({
      pendingSignOut: null,
      kept: null,
    });
  });

  test('is not undone by a refresh or a sign-in that began before', () => {
    expect(apply(out, { type: 'refreshed', epoch: 1, grant: aGrant(2) })).toBe(out);
    expect(apply(out, { type: 'signed-in', epoch: 1, grant: aGrant(1, 's2') })).toBe(out);
  });
});

describe('the network', () => {
  test('an API call without one says offline and sets no wait', () => {
    const after = apply(signedIn(), { type: 'server-unreachable' });
    expect(view(after)).toMatchObject({ condition: 'offline' });
    expect(after.outage?.untilMs).toBe(now);
  });

  test('any answer ends being out of reach, but not a server’s own wait', () => {
    const offline = apply(signedIn(), { type: 'refresh-failed', epoch: 1, failure, jitter: 0 });
    expect(apply(offline, { type: 'server-reached' }).outage).toBeNull();
    const busy = apply(signedIn(), { type: 'refresh-failed', epoch: 1, failure: unavailable, jitter: 0 });
    expect(apply(busy, { type: 'server-reached' }).outage).toEqual(busy.outage);
    expect(apply(busy, { type: 'network-returned' }).outage).toEqual(busy.outage);
  });

  test('that returns ends the wait, not the memory of failures', () => {
    const offline = apply(signedIn(), { type: 'refresh-failed', epoch: 1, failure, jitter: 0 });
    expect(apply(offline, { type: 'network-returned' }).outage).toMatchObject({ failures: 1, untilMs: now });
  });
});

describe('the version', () => {
  test('grows with each change that shows, and only with those', () => {
    const state = signedIn({ version: 5 });
    expect(apply(state, { type: 'server-heard', clockOffsetMs: 9_000, nonce: 'n' }).version).toBe(5);
    expect(apply(state, { type: 'sign-out', everywhere: false }).version).toBeGreaterThan(5);
  });

  test('grows also under a clock that was set back', () => {
    const future = signedIn({ version: now + 1_000_000 });
    expect(apply(future, { type: 'sign-out', everywhere: false }).version).toBe(now + 1_000_001);
  });
});

test('a state that somebody else stored is taken over whole', () => {
  const stored = {
    epoch: 7,
    session: { status: 'signed-out', reason: 'user' },
    pendingSignOut: null,
    kept: null,
    clockOffsetMs: 0,
    flow: null,
    flowEnded: null,
  } as const;
  expect(apply(signedIn(), { type: 'overtaken', stored })).toMatchObject({ ...stored, token: null });
});
