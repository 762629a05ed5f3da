import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fits, fromWireBody, textOf, toBodyData, toWireBody } from './body.ts';

const bytesOf = (body: string | Uint8Array) => [
  ...(typeof body === 'string' ? new TextEncoder().encode(body) : body),
];

/** Ways in which a browser carries a message. */
const ways = {
  json: (bytes: Uint8Array<ArrayBuffer>, type: string | null) =>
    fromWireBody(JSON.parse(JSON.stringify(toWireBody(toBodyData(bytes, type), false)))),
  clone: (bytes: Uint8Array<ArrayBuffer>, type: string | null) =>
    fromWireBody(structuredClone(toWireBody(toBodyData(bytes, type), true))),
};

test.for([
  'application/json',
  'application/json; charset=utf-8',
  'application/problem+json',
  'text/plain;charset=UTF-8',
  'application/x-www-form-urlencoded',
])('%s is text from one end to the other', (contentType) => {
  const body = toBodyData(new TextEncoder().encode('{"text":"café ☕"}'), contentType);
  expect(body).toBe('{"text":"café ☕"}');
  expect(toWireBody(body, false)).toBe(body);
});

test.for([
  ['text in another charset', 'text/plain', [0xe9]],
  ['an image', 'image/png', [0x89, 0x50]],
  ['an image in words', 'image/svg+xml', [0x61]],
  ['what says nothing of itself', null, [0x61]],
] as const)('%s stays bytes, which JSON carries as base64', ([, contentType, list]) => {
  const bytes = new Uint8Array(list);
  expect(toBodyData(bytes, contentType)).toBe(bytes);
  expect(toWireBody(bytes, true)).toBe(bytes);
  expect(toWireBody(bytes, false)).toEqual({ base64: Buffer.from(list).toString('base64') });
});

test.for(Object.entries(ways))(
  'any bytes come out of %s as they went in, whatever their header says',
  ([, carry]) => {
    const contentType = fc.constantFrom('text/html', 'application/json', 'image/png', null);
    // A byte order mark, a NUL and lone surrogates are what a careless decoder loses.
    const tricky = fc.constantFrom('\ufeff{}', '\u0000', '\u2028', '"\\"').map((text) => Buffer.from(text));
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), tricky);
    fc.assert(
      fc.property(bytes, contentType, (before, type) => {
        expect(bytesOf(carry(new Uint8Array(before), type))).toEqual([...before]);
      }),
      { numRuns: 500 },
    );
  },
);

describe('whether a body fits is counted in bytes', () => {
  test.for([
    ['', 0, true],
    ['abc', 3, true],
    ['abcd', 3, false],
    ['☕', 3, true],
    ['☕', 2, false],
    ['é', 2, true],
    // A lone surrogate becomes a replacement character, of three bytes.
    ['\ud800', 2, false],
    ['\ud83d\ude00', 4, true],
    ['\ud83d\ude00', 3, false],
  ] as const)('%j in %i: %s', ([body, most, expected]) => {
    expect(fits(body, most)).toBe(expected);
  });

  test('as an encoder counts them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, most) => {
        expect(fits(text, most)).toBe(new TextEncoder().encode(text).length <= most);
      }),
    );
  });
});

test('what is read as text is, whether it says so or not', () => {
  expect(textOf('{}')).toBe('{}');
  expect(textOf(new TextEncoder().encode('{}'))).toBe('{}');
});

test('a byte order mark is no part of what is read', () => {
  expect(textOf('\ufeff{}')).toBe('{}');
  expect(textOf(new TextEncoder().encode('\ufeff{}'))).toBe('{}');
});
