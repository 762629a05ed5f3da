import { describe, expect, it } from 'vitest';
import { parseMessage } from './messages.ts';

const call = (call: unknown, id: unknown = 'a') => ({ latchkey: 'call', id, call });

describe('a message', () => {
  it.each([
    ['nothing', undefined],
    ['a text', 'call'],
    ["another part's of the extension", { latchkey: 'panel', action: 'toggle' }],
  ])('is not for the broker: %s', (_what, value) => {
    expect(parseMessage(value)).toEqual({ is: 'foreign' });
  });

  it.each([
    { kind: 'state' },
    { kind: 'abort', call: 'b' },
    { kind: 'token', scope: null, refused: null, deadlineMs: 1 },
    {
      kind: 'fetch',
      request: { method: 'GET', url: '/api/me', headers: [['Accept', '*/*']], body: null },
      deadlineMs: 25_000,
    },
  ])('is a call: $kind', (written) => {
    expect(parseMessage(call(written))).toEqual({ is: 'call', message: call(written) });
  });

  it.each([
    ['a call without an id', { latchkey: 'call', call: { kind: 'state' } }, 'id'],
    ['an id without an end', call({ kind: 'state' }, 'x'.repeat(65)), 'id'],
    ['something beside the call', { ...call({ kind: 'state' }), token: 'x' }, 'token'],
    ['no call', call(null), 'call'],
    ['an unknown kind', call({ kind: 'everything' }), 'call.kind'],
    ['a kind that every object has', call({ kind: 'constructor' }), 'call.kind'],
    ['a member that the kind does not have', call({ kind: 'state', refused: 'x' }), 'call.refused'],
    [
      "another kind's members",
      call({ kind: 'fetch', scope: null, refused: null, deadlineMs: 1 }),
      'call.request',
    ],
    [
      'a wrong member deep inside',
      call({ kind: 'fetch', request: { method: 'get', url: '/', headers: [], body: null }, deadlineMs: 1 }),
      'call.request.method',
    ],
  ])('is malformed, and only the place is told: %s', (_what, value, detail) => {
    expect(parseMessage(value)).toEqual({ is: 'malformed', detail });
  });
});
