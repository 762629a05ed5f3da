import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64, toBase64, toBase64Url } from './base64.ts';

test('any bytes come back', () => {
  const lengths = fc.oneof(fc.nat(200), fc.constantFrom(0x5fff, 0x6000, 0x6001, 0xc002));
  fc.assert(
    fc.property(lengths, fc.nat(255), (length, first) => {
      const bytes = Uint8Array.from({ length }, (_, at) => (first + at * 7) % 256);
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
      expect(Buffer.from(fromBase64(toBase64(bytes))).equals(bytes)).toBe(true);
    }),
  );
});

test('what is not base64 is refused', () => {
  expect(() => fromBase64('a*b')).toThrow();
});
