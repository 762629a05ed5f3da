import { BlockList, isIP } from 'node:net';
import * as v from 'valibot';
import { commaList } from './comma-list.ts';

/** A comma-separated list of addresses and CIDR networks as one `BlockList`; empty text is an empty list. */
export const addressList = v.pipe(
  v.string(),
  v.transform(commaList),
  v.check((entries) => entries.every(isAddressOrNetwork)),
  v.transform(toBlockList),
);

function isAddressOrNetwork(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

function toBlockList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
