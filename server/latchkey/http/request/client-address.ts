import { type BlockList, isIP, isIPv4 } from 'node:net';
import type { Context } from 'hono';
import ipaddr from 'ipaddr.js';

/**
 * Who a request comes from: the socket's other end, or what a trusted proxy says it is. Every server may write
 * what it likes into `X-Forwarded-For`, so it is read from the right, and only for as long as each hop is
 * trusted (RFC 9700 section 4.13). proxy-addr would take a hop that is no address for the client; here it ends the chain.
 */
export function createClientAddress(trustedProxy: BlockList): (c: Context) => string {
  const trustsNobody = trustedProxy.rules.length === 0;
  return (c) => {
    const socket = peerAddress(c);
    if (socket === null) return 'unknown';
    if (trustsNobody || !isAmong(trustedProxy, socket)) return socket;
    const hops = (c.req.header('X-Forwarded-For') ?? '').split(',');
    return lastKnown(hops.reverse(), trustedProxy, socket);
  };
}

/** The socket's other end; `null` where there is none. */
export const peerAddress = (c: Context): string | null => normalised(c.env?.incoming?.socket?.remoteAddress);

/** @param hops the nearest first; what is no address ends the chain, since what is behind it can not be judged. */
function lastKnown(hops: readonly string[], trustedProxy: BlockList, socket: string): string {
  let nearest = socket;
  for (const written of hops) {
    const hop = normalised(written.trim());
    if (hop === null) return nearest;
    nearest = hop;
    if (!isAmong(trustedProxy, hop)) return hop;
  }
  return nearest;
}

function isAmong(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** IPv4 inside IPv6 is taken out, a zone and some proxies' port and brackets are left off; `null` for no address. */
function normalised(text: string | undefined): string | null {
  if (text === undefined) return null;
  // Most peers have one, and there is only one way to write it: the rest takes a fiftieth of a refresh.
  if (isIPv4(text)) return text;
  const bare = text.replace(/^\[([^\]]+)\](:\d+)?$/, '$1').replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1');
  const address = bare.replace(/%.*$/, '').toLowerCase();
  // `isIP` first: ipaddr.js also takes what inet_aton takes, such as 127.1 and 0x7f.1.
  return isIP(address) === 0 ? null : ipaddr.process(address).toString();
}
