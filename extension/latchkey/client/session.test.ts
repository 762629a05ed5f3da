import { expect, test } from 'vitest';
import type { SessionState } from '../protocol/session-state.ts';
import { FakeTransport } from '../testing/fake-transport.ts';
import { createClient } from './create-client.ts';
import { createSession } from './session.ts';

const out = (version: number): SessionState => ({ status: 'signed-out', version, reason: 'user' });
const turn = () => new Promise((resolve) => setTimeout(resolve));

function open() {
  const transport = new FakeTransport();
  transport.answer = () => out(1);
  return { transport, session: createSession(createClient(transport)) };
}

test('it tells at once and at each change, and gives the same object until the next', async () => {
  const { transport, session } = open();
  const seen: string[] = [];
  session.subscribe(({ status, version }) => seen.push(`${status} ${version}`));
  await turn();
  transport.push(out(2));
  expect(seen).toEqual(['unknown 0', 'signed-out 1', 'signed-out 2']);
  expect(session.get()).toBe(session.get());
  expect(session.get()).toEqual(out(2));
});

test('however many subscribe, one listener waits for the background, and none after the last has gone', async () => {
  const { transport, session } = open();
  const listener = () => {};
  const stops = [session.subscribe(listener), session.subscribe(listener)];
  await turn();
  expect(transport.listeners).toBe(1);
  stops[0]?.();
  stops[0]?.();
  expect(transport.listeners).toBe(1);
  stops[1]?.();
  expect(transport.listeners).toBe(0);
});

test('nothing is asked before somebody subscribes, and who comes back hears anew', async () => {
  const { transport, session } = open();
  expect(transport.listeners).toBe(0);
  expect(session.get()).toMatchObject({ status: 'unknown' });
  session.subscribe(() => {})();
  transport.answer = () => out(7);
  session.subscribe(() => {});
  await turn();
  expect(session.get()).toEqual(out(7));
});
