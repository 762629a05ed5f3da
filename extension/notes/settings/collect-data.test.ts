import { LatchkeyError } from 'latchkey/errors';
import { expect, test } from 'vitest';
import { collectData } from './collect-data.ts';

const now = new Date('2026-03-04T05:06:07Z');
const answers: Readonly<Record<string, unknown>> = {
  '/api/me': { username: 'ada' },
  '/auth/sessions': { sessions: [{ id: 's' }] },
  '/api/notes': { notes: [1, 2], next: '7.a' },
  '/api/notes?after=7.a': { notes: [3], next: '8.b' },
  '/api/notes?after=8.b': { notes: [4] },
};

test('what is taken home has every note, also those that do not fit into one answer', async () => {
  const data = await collectData({ fetch: async (path) => Response.json(answers[String(path)]) }, now);
  expect(data).toEqual({
    exportedAt: '2026-03-04T05:06:07.000Z',
    user: { username: 'ada' },
    notes: [1, 2, 3, 4],
    sessions: [{ id: 's' }],
  });
});

test('half a copy is none', async () => {
  const fails = async (path: unknown) => {
    if (path === '/api/notes?after=8.b') throw new LatchkeyError('offline', 'gone');
    return Response.json(answers[String(path)]);
  };
  await expect(collectData({ fetch: fails }, now)).rejects.toMatchObject({ code: 'offline' });
});

test('an answer of another form is no copy', async () => {
  const strange = async (path: unknown) =>
    Response.json(path === '/auth/sessions' ? { sessions: null } : answers[String(path)]);
  await expect(collectData({ fetch: strange }, now)).rejects.toThrow(TypeError);
});
