import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mac } from './mac.ts';

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

test('takes no key that would have to be hashed first', () => {
  expect(() => mac(new Uint8Array(65), '')).toThrow(RangeError);
});
