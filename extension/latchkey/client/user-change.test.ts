import { expect, test } from 'vitest';
import type { SessionState, SignedInUser } from '../protocol/session-state.ts';
import { World } from '../testing/world.ts';
import { watchUser } from './user-change.ts';

const signedIn = (
  sessionId: string,
  condition: 'idle' | 'refreshing' | 'offline' = 'idle',
): SessionState => ({
  status: 'signed-in',
  version: 1,
  user: { id: 'u1', username: 'ada' },
  sessionId,
  signedInAt: 0,
  condition,
});
const out: SessionState = { status: 'signed-out', version: 1, reason: 'user' };
const unknown: SessionState = { status: 'unknown', version: 1 };

test.each<[string, SessionState[], (string | null)[]]>([
  ['a refresh', [signedIn('a'), signedIn('a', 'refreshing'), signedIn('a')], ['ada']],
  ['a network that goes', [signedIn('a'), signedIn('a', 'offline')], ['ada']],
  ['a worker that wakes and has to find out', [signedIn('a'), unknown, signedIn('a')], ['ada']],
  ['a sign-out', [signedIn('a'), out, out], ['ada', null]],
  ['the same user in another session', [signedIn('a'), signedIn('b')], ['ada', 'ada']],
  ['nobody knows', [unknown], []],
  ['nobody is signed in', [unknown, out], [null]],
])('%s: heard of as often as who is signed in changes', (_, states, expected) => {
  const seen: (string | null)[] = [];
  watchUser(
    (listener) => {
      for (const state of states) listener(state);
      return () => {};
    },
    (user: SignedInUser | null) => seen.push(user?.username ?? null),
  );
  expect(seen).toEqual(expected);
});

test('ten tabs call once each for a sign-in, and not again when the token is refreshed', async () => {
  const world = new World();
  const calls: string[] = [];
  world.reach = (request) => {
    if (request.url.endsWith('/api/me')) calls.push(request.method);
    return world.server.fetch(request);
  };
  const tabs = Array.from({ length: 10 }, (_, id) => world.tab(id + 1));
  for (const tab of tabs) {
    tab.onUserChange((user) => {
      if (user) void tab.fetch('/api/me');
    });
  }
  await world.clock.advance(1_000);
  await world.signIn();
  await world.clock.advance(1_000);
  expect(calls).toHaveLength(10);

  world.sessionScoped.clear();
  world.kill();
  await world.finish(world.tab(11).fetch('/api/me'));
  await world.clock.advance(60_000);
  expect(world.pushed.some((state) => state.status === 'signed-in' && state.condition === 'refreshing')).toBe(
    true,
  );
  expect(calls).toHaveLength(11);
});
