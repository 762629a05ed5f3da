import ipaddr from 'ipaddr.js';

/**
 * What limits count by: an IPv4 address, and of an IPv6 address the first 64 bits, since the rest is the
 * customer's to choose.
 */
export function networkOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  const prefix = ipaddr.IPv6.parse(address).parts.slice(0, 4);
  return `${prefix.map((group) => group.toString(16)).join(':')}::/64`;
}
