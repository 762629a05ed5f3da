import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { createProofKeys, importProofKey } from './proof-key.ts';

/** SEC 2 version 2, section 2.4.2. */
const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;

const jwk = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });

/** The one other point with the same x. */
function mirrored({ y = '', ...rest }: JsonWebKey): JsonWebKey {
  const number = BigInt(`0x${Buffer.from(y, 'base64url').toString('hex')}`);
  const hex = (P - number).toString(16).padStart(64, '0');
  return { ...rest, y: Buffer.from(hex, 'hex').toString('base64url') };
}

test('a key is the same, remembered or not, and two of one x are two', () => {
  const keyOf = createProofKeys();
  const one = jwk() as JsonWebKey;
  const other = mirrored(one);
  for (const shown of [one, one, other, one, other, other]) {
    expect(keyOf(shown)?.jkt).toBe(importProofKey(shown)?.jkt);
    expect(keyOf(shown)?.key.export({ format: 'jwk' })).toMatchObject(shown as object);
  }
  expect(keyOf(one)?.jkt).not.toBe(keyOf(other)?.jkt);
});

test('to have been remembered excuses nothing', () => {
  const keyOf = createProofKeys();
  const known = jwk() as JsonWebKey;
  expect(keyOf(known)).not.toBeNull();
  const strange = [
    { ...known, d: known.x },
    { ...known, kty: 'OKP' },
    { ...known, crv: 'P-384' },
    { ...known, y: `${known.y}=` },
    { ...known, y: known.x },
    { ...known, x: `${known.x} ` },
    { ...known, y: undefined },
  ];
  for (const shown of strange) expect(keyOf(shown)).toBeNull();
});
