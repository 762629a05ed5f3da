import { isIP } from 'node:net';

/** Ends of names that the public DNS gives to nobody (RFC 6761, RFC 6762, RFC 8375; ICANN for `internal`). */
const PRIVATE_ENDS = ['.localhost', '.local', '.internal', '.home.arpa'];

/** RFC 9110 section 7.2: a name or an address, and perhaps a port. */
const HOST = /^(?:\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::\d{1,5})?$/i;

/**
 * Whether a request that names this host can be meant for this server. A page can have its own name lead to any
 * address, and is then of the same origin as what answers there ("DNS rebinding"); what it can not do is have its
 * browser write another name. So names that anybody could own have to be said, and no others.
 * @param host as `Host` says it
 * @param own host names without ports, in lower case
 */
export function isRequestedHost(host: string, own: ReadonlySet<string>): boolean {
  if (!HOST.test(host)) return false;
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  if (own.has(name) || isIP(name) !== 0) return true;
  return !name.includes('.') || PRIVATE_ENDS.some((end) => name.endsWith(end));
}
