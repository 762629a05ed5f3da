import { expect, test } from 'vitest';
import { isRemovable, readAccountWays } from './account-ways.ts';

const way = {
  id: 'w1',
  way: 'passkey',
  name: 'My laptop',
  created_at: '2026-01-01T00:00:00Z',
  last_used_at: '2026-01-02T00:00:00Z',
};

test('reads what the server says', () => {
  expect(readAccountWays({ password: true, ways: [way] })).toEqual({
    password: true,
    ways: [
      {
        id: 'w1',
        way: 'passkey',
        name: 'My laptop',
        createdAt: Date.UTC(2026, 0, 1),
        lastUsedAt: Date.UTC(2026, 0, 2),
      },
    ],
  });
});

test.each([null, [], {}, { ways: [{}] }, { ways: [{ ...way, created_at: 'yesterday' }] }])(
  'does not believe %j',
  (body) => {
    expect(() => readAccountWays(body)).toThrow(TypeError);
  },
);

test('the last way stays', () => {
  expect(isRemovable(readAccountWays({ password: false, ways: [way] }))).toBe(false);
  expect(isRemovable(readAccountWays({ password: true, ways: [way] }))).toBe(true);
  expect(isRemovable(readAccountWays({ password: false, ways: [way, way] }))).toBe(true);
});
