import type { Context } from 'hono';
import ipaddr from 'ipaddr.js';
import { peerAddress } from './client-address.ts';

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

/** Ranges of RFC 6890 that nobody on the internet has, as ipaddr.js names them. */
const INSIDE: ReadonlySet<string> = new Set([
  'loopback',
  'private',
  'linkLocal',
  'carrierGradeNat',
  'uniqueLocal',
]);

/** Whether a request comes straight from this machine, and no proxy here has passed it on. */
export const isFromThisMachine = (c: Context): boolean => isStraightFrom(c, (range) => range === 'loopback');

/**
 * Whether a request comes straight from the operator's own network. A proxy in front of the server is inside as
 * well and the public is behind it, whether or not it was named as trusted: so whatever was passed on is not.
 */
export const isFromPrivateNetwork = (c: Context): boolean => isStraightFrom(c, (range) => INSIDE.has(range));

function isStraightFrom(c: Context, matches: (range: string) => boolean): boolean {
  if (FORWARDED.some((name) => c.req.header(name) !== undefined)) return false;
  const peer = peerAddress(c);
  return peer !== null && matches(ipaddr.process(peer).range());
}
