import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBody, encodeBody } from './wire-body.ts';

const overTheWire = (bytes: Uint8Array, contentType: string | null) =>
  decodeBody(JSON.parse(JSON.stringify(encodeBody(bytes, contentType))));

test.for([
  'application/json',
  'application/json; charset=utf-8',
  'application/problem+json',
  'text/plain;charset=UTF-8',
  'application/x-www-form-urlencoded',
  'image/svg+xml',
])('%s travels as what it is, when it is text', (contentType) => {
  const encoded = encodeBody(new TextEncoder().encode('{"text":"café ☕"}'), contentType);
  expect(encoded).toEqual(
    contentType.startsWith('image/')
      ? { type: 'base64', base64: expect.any(String) }
      : { type: 'text', text: '{"text":"café ☕"}' },
  );
});

test.for([
  ['text in another charset', 'text/plain', [0xe9]],
  ['an image', 'image/png', [0x89, 0x50]],
  ['what says nothing of itself', null, [0x61]],
] as const)('%s travels as base64', ([, contentType, bytes]) => {
  expect(encodeBody(new Uint8Array(bytes), contentType).type).toBe('base64');
});

test('any bytes come out as they went in, whatever their header says of them', () => {
  const contentType = fc.constantFrom('text/html', 'application/json', 'image/png', null);
  // A byte order mark, a NUL and lone surrogates are what a careless decoder loses.
  const tricky = fc.constantFrom('\ufeff{}', '\u0000', '\u2028', '"\\"').map((text) => Buffer.from(text));
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), tricky);
  fc.assert(
    fc.property(bytes, contentType, (before, type) => {
      expect([...overTheWire(new Uint8Array(before), type)]).toEqual([...before]);
    }),
    { numRuns: 500 },
  );
});
