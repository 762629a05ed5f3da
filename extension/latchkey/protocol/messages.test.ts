import { describe, expect, test } from 'vitest';
import { parseMessage } from './messages.ts';

const call = (call: unknown, id: unknown = 'a') => ({ latchkey: 'call', id, call });

describe('a message', () => {
  test.each([
    ['nothing', undefined],
    ['a text', 'call'],
    ["another part's of the extension", { to: 'panel', action: 'toggle' }],
  ])('is not for the broker: %s', (_what, value) => {
    expect(parseMessage(value)).toEqual({ type: 'foreign' });
  });

  test.each([
    { type: 'state' },
    { type: 'abort', call: 'b' },
    { type: 'token', scope: null, refused: null, deadlineMs: 1 },
    {
      type: 'fetch',
      request: { method: 'GET', url: '/api/me', headers: [['Accept', '*/*']], body: null },
      deadlineMs: 25_000,
    },
  ])('is a call: $type', (written) => {
    expect(parseMessage(call(written))).toEqual({ type: 'call', message: call(written) });
  });

  test.each([
    ['a call without an id', { latchkey: 'call', call: { type: 'state' } }, 'id'],
    ['an id without an end', call({ type: 'state' }, 'x'.repeat(65)), 'id'],
    ['something beside the call', { ...call({ type: 'state' }), token: 'x' }, 'token'],
    ['no call', call(null), 'call'],
    ['an unknown type', call({ type: 'everything' }), 'call.type'],
    ['a type that every object has', call({ type: 'constructor' }), 'call.type'],
    ['a member that the type does not have', call({ type: 'state', refused: 'x' }), 'call.refused'],
    [
      "another type's members",
      call({ type: 'fetch', scope: null, refused: null, deadlineMs: 1 }),
      'call.request',
    ],
    [
      'a wrong member deep inside',
      call({ type: 'fetch', request: { method: 'get', url: '/', headers: [], body: null }, deadlineMs: 1 }),
      'call.request.method',
    ],
  ])('is malformed, and only the place is told: %s', (_what, value, detail) => {
    expect(parseMessage(value)).toEqual({ type: 'malformed', detail });
  });
});
