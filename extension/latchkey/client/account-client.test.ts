import { beforeEach, expect, test } from 'vitest';
import type { Call } from '../protocol/messages.ts';
import type { SessionState } from '../protocol/session-state.ts';
import { channelClosed, FakeTransport } from '../testing/fake-transport.ts';
import { createAccountClient } from './account-client.ts';

const solvedChallenge = { challenge: { parameters: {} }, solution: { counter: 1, derivedKey: 'ab' } };
const ada = { username: 'ada', password: 'pw' };
const signedIn: SessionState = {
  status: 'signed-in',
  version: 2,
  user: { id: 'u1', username: 'ada' },
  sessionId: 's1',
  signedInAt: 0,
  condition: 'idle',
};
const unknown: SessionState = { status: 'unknown', version: 1 };

let transport: FakeTransport;
beforeEach(() => {
  transport = new FakeTransport();
});

const account = (progress?: number[]) =>
  createAccountClient(transport, async (_challenge, onProgress) => {
    for (const fraction of progress ?? []) onProgress(fraction);
    return solvedChallenge;
  });

const answers = (byKind: Partial<Record<Call['type'], FakeTransport['answer']>>) => {
  transport.answer = (call, nth) =>
    byKind[call.type]?.(call, nth) ?? (call.type === 'challenge' ? solvedChallenge.challenge : null);
};

test('signing in gets a challenge, solves it and tells how far it is', async () => {
  answers({ 'sign-in': () => signedIn });
  const seen: number[] = [];
  expect(await account([0, 0.5, 1]).signIn(ada, (fraction) => seen.push(fraction))).toEqual(signedIn);
  expect(seen).toEqual([0, 0.5, 1]);
  expect(transport.sent.map(({ call }) => call)).toEqual([
    { type: 'challenge' },
    { type: 'sign-in', ...ada, solvedChallenge },
  ]);
});

test('nothing but name, password and the proof of work is sent, whatever the form held', async () => {
  answers({ register: () => signedIn });
  await account().register({ ...ada, remember: true } as typeof ada);
  expect(transport.sent[1]?.call).toEqual({ type: 'register', ...ada, solvedChallenge });
});

test('the worker dies under a sign-in that went through: signed in, and not sent twice', async () => {
  answers({ 'sign-in': channelClosed, state: () => signedIn });
  expect(await account().signIn(ada)).toEqual(signedIn);
  expect(transport.sent.filter(({ call }) => call.type === 'sign-in')).toHaveLength(1);
});

test('the new worker has to ask the server first: its push is waited for', async () => {
  answers({
    'sign-in': channelClosed,
    state: () => {
      setTimeout(() => transport.push(signedIn), 10);
      return unknown;
    },
  });
  expect(await account().signIn(ada)).toEqual(signedIn);
  expect(transport.listeners).toBe(0);
});

test('the worker dies under a sign-in that did not: worker-lost', async () => {
  answers({ 'sign-in': channelClosed, state: () => ({ status: 'signed-out', version: 3, reason: 'none' }) });
  await expect(account().signIn(ada)).rejects.toMatchObject({ code: 'worker-lost' });
});

test('a sign-out is for here unless it says everywhere, and outlives the worker', async () => {
  const out: SessionState = { status: 'signed-out', version: 4, reason: 'user' };
  answers({ 'sign-out': (_call, nth) => (nth === 1 ? channelClosed() : out) });
  expect(await account().signOut()).toEqual(out);
  expect(transport.sent[1]?.call).toEqual({ type: 'sign-out', everywhere: false });
  await account().signOut({ everywhere: true });
  expect(transport.sent.at(-1)?.call).toEqual({ type: 'sign-out', everywhere: true });
});
