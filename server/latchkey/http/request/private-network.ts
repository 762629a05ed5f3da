import { BlockList } from 'node:net';
import type { Context } from 'hono';
import { isAmong, peerAddress } from './client-address.ts';

/** What proxies write to say that they pass on somebody else's request (RFC 7239, RFC 9110 section 7.6.3). */
const FORWARDED = [
  'Forwarded',
  'Via',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Real-IP',
  'CF-Connecting-IP',
];

/** Loopback, private, shared and link-local networks (RFC 6890): addresses that nobody on the internet has. */
const inside = new BlockList();
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  inside.addSubnet(network, prefix, 'ipv4');
}
inside.addAddress('::1', 'ipv6');
inside.addSubnet('fc00::', 7, 'ipv6');
inside.addSubnet('fe80::', 10, 'ipv6');

/**
 * Whether a request comes straight from the operator's own network. A proxy in front of the server is inside as
 * well and the public is behind it, whether or not it was named as trusted: so whatever was passed on is not.
 */
export function isFromPrivateNetwork(c: Context): boolean {
  if (FORWARDED.some((name) => c.req.header(name) !== undefined)) return false;
  const peer = peerAddress(c);
  return peer !== null && isAmong(inside, peer);
}
