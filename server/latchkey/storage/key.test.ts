import fc from 'fast-check';
import { normalizeKey } from 'unstorage';
import { expect, test } from 'vitest';
import { key } from './key.ts';

test('two different names never share a key', () => {
  const parts = fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const same = a[0] === b[0] && a[1] === b[1];
      expect(key(...a) === key(...b)).toBe(same);
    }),
  );
});

test('unstorage leaves every key as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (part) => {
      expect(normalizeKey(key('x', part))).toBe(key('x', part));
    }),
  );
});

test('IPv6 addresses that unstorage would merge stay apart', () => {
  expect(key('address', '2001:db8::1')).not.toBe(key('address', '2001:db8:1'));
});
