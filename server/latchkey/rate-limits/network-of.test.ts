import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkOf } from './network-of.ts';

test('an IPv6 customer counts once, whatever address of the /64 is used and however it is written', () => {
  const expected = '2001:db8:0:1::/64';
  for (const address of [
    '2001:db8:0:1::',
    '2001:db8:0:1::5',
    '2001:0db8:0000:0001:a:b:c:d',
    '2001:db8:0:1:0:0:0:9',
  ]) {
    expect(networkOf(address)).toBe(expected);
  }
  expect(networkOf('::1')).toBe('0:0:0:0::/64');
  expect(networkOf('64:ff9b::192.0.2.1')).toBe('64:ff9b:0:0::/64');
  expect(networkOf('192.0.2.1')).toBe('192.0.2.1');
});

test('two IPv6 addresses share a network when their first 64 bits are the same, and only then', () => {
  const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
  const written = (address: number[]) => address.map((group) => group.toString(16)).join(':');
  fc.assert(
    fc.property(groups, groups, (a, b) => {
      const shared = written(a.slice(0, 4)) === written(b.slice(0, 4));
      expect(networkOf(written(a)) === networkOf(written(b))).toBe(shared);
      expect(networkOf(written([...a.slice(0, 4), ...b.slice(4)]))).toBe(networkOf(written(a)));
    }),
  );
});
