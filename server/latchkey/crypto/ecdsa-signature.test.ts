import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toDer } from './ecdsa-signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('is a signature that OpenSSL takes, whatever bits it begins with', () => {
  const message = Buffer.from('a message');
  const beginnings = new Set<string>();
  // One in 256 has a number with a zero in front.
  for (let n = 0; n < 2_000; n += 1) {
    const signature = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    beginnings.add(signature[0] === 0 ? 'zero' : (signature[0] ?? 0) & 0x80 ? 'high' : 'low');
    expect(verify('sha256', message, publicKey, toDer(signature) ?? Buffer.alloc(0))).toBe(true);
  }
  expect(beginnings).toEqual(new Set(['zero', 'high', 'low']));
});

test('is DER: the shortest way to write two positive numbers', () => {
  const number = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(number, number, (r, s) => {
      const der = toDer(Buffer.concat([r, s])) ?? Buffer.alloc(0);
      expect([der[0], der[1]]).toEqual([0x30, der.length - 2]);
      const first = der.subarray(4, 4 + (der[3] ?? 0));
      const second = der.subarray(6 + first.length);
      expect([der[2], der[4 + first.length], der[5 + first.length]]).toEqual([2, 2, second.length]);
      for (const [bytes, value] of [
        [first, r],
        [second, s],
      ] as const) {
        expect(BigInt(`0x${bytes.toString('hex')}`)).toBe(BigInt(`0x${Buffer.from(value).toString('hex')}`));
        expect((bytes[0] ?? 0) & 0x80).toBe(0);
        if (bytes.length > 1 && bytes[0] === 0) expect((bytes[1] ?? 0) & 0x80).toBe(0x80);
      }
    }),
  );
});

test('is nothing for what is no pair of 32 bytes', () => {
  for (const length of [0, 63, 65, 72]) expect(toDer(Buffer.alloc(length))).toBeNull();
});
