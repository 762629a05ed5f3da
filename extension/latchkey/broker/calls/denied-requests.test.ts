import { expect, test } from 'vitest';
import { describeCall } from '../../policy/describe-call.ts';
import type { DeniedRequest } from '../../protocol/messages.ts';
import { addDenied } from './denied-requests.ts';

const denied = (at: number, request = 'GET /x'): DeniedRequest => ({
  at,
  sender: 'https://a',
  request,
  reason: 'r',
});

test('the newest is first and the oldest goes', () => {
  let ring: readonly DeniedRequest[] = [];
  for (let at = 0; at < 80; at++) ring = addDenied(ring, denied(at, `GET /${at}`));
  expect(ring).toHaveLength(50);
  expect(ring[0]?.request).toBe('GET /79');
  expect(ring.at(-1)?.request).toBe('GET /30');
});

test('a loop of the same request is one entry a minute and pushes nothing out', () => {
  let ring = addDenied([], denied(0, 'GET /other'));
  for (let at = 0; at < 120_000; at += 1_000) ring = addDenied(ring, denied(at));
  expect(ring.map(({ request }) => request)).toEqual(['GET /x', 'GET /x', 'GET /other']);
});

test.for([
  ['https://ada:pw@api.example/a?token=1#x', 'GET https://api.example/a'],
  ['/api/items?url=https://private.example', 'GET /api/items'],
  [`/${'x'.repeat(999)}`, `GET /${'x'.repeat(199)}`],
])('a call to %s is described without its secrets', ([url = '', described]) => {
  const request = { method: 'GET', url, headers: [], body: null };
  expect(describeCall({ type: 'fetch', request, deadlineMs: 1 })).toBe(described);
});

test('a sign-in is described without its password', () => {
  const solvedChallenge = { challenge: { parameters: {} }, solution: { counter: 1, derivedKey: '' } };
  expect(describeCall({ type: 'sign-in', username: 'ada', password: 'pw', solvedChallenge })).toBe('sign-in');
});
