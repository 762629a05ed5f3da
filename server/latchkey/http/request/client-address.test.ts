import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { loadConfig } from '../../config/load-config.ts';
import { createClientAddress } from './client-address.ts';

const { trustedProxy } = loadConfig({ LATCHKEY_TRUSTED_PROXY: '10.0.0.0/8,::1' });

async function addressSeen(socket: string | undefined, forwarded?: string): Promise<string> {
  const address = createClientAddress(trustedProxy);
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
