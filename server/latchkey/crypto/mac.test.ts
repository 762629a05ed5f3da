import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mac, macUnder } from './mac.ts';

test('is what node:crypto calls the HMAC', () => {
  const key = fc.uint8Array({ maxLength: 64 });
  const text = fc.string({ unit: 'grapheme', maxLength: 300 });
  fc.assert(
    fc.property(key, text, (secret, message) => {
      expect(mac(secret, message)).toBe(createHmac('sha256', secret).update(message).digest('base64url'));
    }),
    { numRuns: 1_000 },
  );
});

test('is the same under a key that is kept, of whatever length', () => {
  const key = fc.uint8Array({ maxLength: 200 });
  const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(key, texts, (secret, messages) => {
      const kept = macUnder(secret);
      for (const message of messages) {
        expect(kept(message)).toBe(createHmac('sha256', secret).update(message).digest('base64url'));
      }
    }),
    { numRuns: 500 },
  );
});

test('takes no key that would have to be hashed first', () => {
  expect(() => mac(new Uint8Array(65), '')).toThrow(RangeError);
});

test.each([
  [Buffer.alloc(20, 0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
  [
    Buffer.from('Jefe'),
    'what do ya want for nothing?',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
])('is what RFC 4231 says (test cases 1 and 2)', (key, text, expected) => {
  expect(mac(key, text)).toBe(Buffer.from(expected, 'hex').toString('base64url'));
});
