import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readGeneration } from './token-generation.ts';

const jwt = (payload: unknown) => `h.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.s`;

test('a token’s session and rotation are read from it', () => {
  expect(readGeneration(jwt({ sid: 's1', gen: 4, name: 'Žofie ☂' }))).toEqual({
    sessionId: 's1',
    generation: 4,
  });
});

test('what is no such token is nothing, and never an error', () => {
  expect(readGeneration(jwt({ sid: 's1' }))).toBeNull();
  expect(readGeneration(jwt({ sid: 1, gen: 4 }))).toBeNull();
  expect(readGeneration(jwt(null))).toBeNull();
  fc.assert(fc.property(fc.string(), (text) => readGeneration(text) === null));
});
