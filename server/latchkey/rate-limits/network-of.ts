import { isIP } from 'node:net';

/**
 * What limits count by: an IPv4 address, and of an IPv6 address the first 64 bits, since the rest is the
 * customer's to choose.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const groups = (part: string | undefined) => (part ?? '').split(':').filter((group) => group !== '');
  const [first, last] = [groups(head), groups(tail)];
  const width = 8 - (address.includes('.') ? 1 : 0);
  const zeros =
    tail === undefined ? [] : new Array<string>(Math.max(0, width - first.length - last.length)).fill('0');
  const prefix = [...first, ...zeros, ...last].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${prefix.join(':')}::/64`;
}
