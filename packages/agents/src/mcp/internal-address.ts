import { BlockList, isIP } from 'node:net';

/** What the registries of special-purpose addresses name as not globally reachable, and multicast. */
const IPV4: readonly (readonly [net: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Of IPv6 only 2000::/3 is given out; within it, what carries an IPv4 address or leads nowhere. */
const IPV6: readonly (readonly [net: string, prefix: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

function listOf(nets: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of nets) list.addSubnet(net, prefix, family);
  return list;
}

const SPECIAL_IPV4 = listOf(IPV4, 'ipv4');
const SPECIAL_IPV6 = listOf(IPV6, 'ipv6');
const GLOBAL_IPV6 = listOf([['2000::', 3]], 'ipv6');

/**
 * Whether an address is on this machine, in this network or anywhere else than in the open internet. What
 * is no address counts as internal. An IPv4 address within an IPv6 one is never taken for a global one.
 */
export function isInternalAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return SPECIAL_IPV4.check(address, 'ipv4');
    case 6: {
      const [plain = ''] = address.split('%');
      return !GLOBAL_IPV6.check(plain, 'ipv6') || SPECIAL_IPV6.check(plain, 'ipv6');
    }
    default:
      return true;
  }
}
