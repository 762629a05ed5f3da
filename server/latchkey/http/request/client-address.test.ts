import fc from 'fast-check';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { loadConfig } from '../../config/load-config.ts';
import { clientAddress, networkOf } from './client-address.ts';

const { trustedProxy } = loadConfig({ LATCHKEY_TRUSTED_PROXY: '10.0.0.0/8,::1' });

async function addressSeen(socket: string | undefined, forwarded?: string): Promise<string> {
  const address = clientAddress(trustedProxy);
  const app = new Hono().get('/', (c) => c.text(address(c)));
  const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded };
  const response = await app.request('/', { headers }, { incoming: { socket: { remoteAddress: socket } } });
  return response.text();
}

test.each([
  ['the socket, when nothing is forwarded', '203.0.113.7', undefined, '203.0.113.7'],
  ['an IPv4 address inside IPv6 as IPv4', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
  ['the socket, when a stranger claims to forward', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['what the trusted proxy says', '10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['what a trusted IPv6 proxy says', '::1', '2001:db8::5', '2001:db8::5'],
  [
    'the nearest stranger, whatever a client put before it',
    '10.0.0.1',
    '6.6.6.6, 198.51.100.1',
    '198.51.100.1',
  ],
  ['the stranger behind two trusted proxies', '10.0.0.1', '198.51.100.1, 10.2.2.2', '198.51.100.1'],
  ['the last proxy, when what it says is no address', '10.0.0.1', 'localhost, 10.2.2.2', '10.2.2.2'],
  ['the proxy itself, when it forwards for nobody', '10.0.0.1', undefined, '10.0.0.1'],
  ['an address that was written with its port', '10.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
  ['an IPv6 address in brackets', '10.0.0.1', '[2001:db8::5]:4711', '2001:db8::5'],
  ['unknown, without a socket', undefined, '198.51.100.1', 'unknown'],
])('takes %s', async (_, socket, forwarded, expected) => {
  expect(await addressSeen(socket, forwarded)).toBe(expected);
});

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
