import type { SessionsResponse } from 'latchkey-server/contract';
import { describe, expect, test } from 'vitest';
import { countRefused, readSessions } from './account-sessions.ts';

type Session = SessionsResponse['sessions'][number];

const session = (id: string, more: Partial<Session> = {}): Session => ({
  id,
  label: `Browser ${id}`,
  created_at: '2026-05-01T10:00:00Z',
  last_used_at: '2026-05-02T10:00:00Z',
  current: false,
  refused_attempts: null,
  ...more,
});

describe('the list of sessions', () => {
  test('puts this device first, then the most recently used', () => {
    const list = readSessions({
      sessions: [
        session('old'),
        session('new', { last_used_at: '2026-05-03T10:00:00Z' }),
        session('here', { current: true, last_used_at: '2026-04-01T10:00:00Z' }),
      ],
    });
    expect(list.map(({ id }) => id)).toEqual(['here', 'new', 'old']);
  });

  test('keeps what was refused', () => {
    const list = readSessions({
      sessions: [
        session('a', { refused_attempts: { count: 2, last_at: '2026-05-02T11:00:00Z' } }),
        session('b', { refused_attempts: { count: 1, last_at: '2026-05-02T11:00:00Z' } }),
        session('c'),
      ],
    });
    expect(countRefused(list)).toBe(3);
    expect(list.find(({ id }) => id === 'a')?.refused?.lastAt).toBe(Date.UTC(2026, 4, 2, 11));
  });

  test.each([null, {}, { sessions: [null] }, { sessions: [{ id: 'a', created_at: 'soon' }] }])(
    'is refused when it reads %j',
    (body) => {
      expect(() => readSessions(body)).toThrow(TypeError);
    },
  );
});
