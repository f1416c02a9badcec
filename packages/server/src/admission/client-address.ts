import { AgentChatError } from '@agent-chat/protocol';
import ipaddr from 'ipaddr.js';

/** Whom to believe about where a request comes from. */
export interface TrustedProxies {
  /** Addresses and ranges of your own proxies, as `10.0.0.0/8`, `192.0.2.7` or `fd00::/8`. */
  readonly addresses: readonly string[];
  /**
   * The header that they write. Another one is not read: a proxy passes on what a visitor wrote into
   * it. Default `x-forwarded-for`.
   */
  readonly header?: 'x-forwarded-for' | 'forwarded';
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/** Tells where a request comes from. */
export type ClientAddress = (request: Request, remoteAddress: string | null) => string | null;

/**
 * The address of who sends a request, `null` where it is not known. It is that of the connection
 * unless that is a listed proxy: then the header is read from its end, for each proxy adds to it, up to
 * the first address that is none of theirs. What cannot be read there ends it: the last proxy stands
 * for all behind it.
 *
 * @throws AgentChatError `InvalidConfiguration` for an entry that is neither an address nor a range
 */
export function createClientAddress(trusted: TrustedProxies = { addresses: [] }): ClientAddress {
  const ranges = trusted.addresses.map(rangeOf);
  const { header = 'x-forwarded-for' } = trusted;
  const isTrusted = (address: Address): boolean =>
    ranges.some((range) => range[0].kind() === address.kind() && address.match(range));

  return ({ headers }, remoteAddress) => {
    let address = addressOf(remoteAddress ?? '');
    if (address === null) return null;
    const hops = hopsOf(headers.get(header) ?? '', header);
    for (let index = hops.length - 1; index >= 0 && isTrusted(address); index -= 1) {
      const before = addressOf(hops[index] ?? '');
      if (before === null) break;
      address = before;
    }
    return address.toString();
  };
}

/** Whether a proxy says that it passes a request on for somebody who is not on this machine. */
export function isForwardedFromElsewhere(headers: Headers): boolean {
  const named = [
    ...hopsOf(headers.get('x-forwarded-for') ?? '', 'x-forwarded-for'),
    ...hopsOf(headers.get('forwarded') ?? '', 'forwarded'),
    headers.get('x-real-ip') ?? '',
  ];
  return named.some((hop) => hop.trim() !== '' && addressOf(hop)?.range() !== 'loopback');
}

/** What is limited together: an IPv4 address, or the /64 that one customer has of IPv6. */
export function networkOf(address: string): string {
  const parsed = addressOf(address);
  if (parsed === null || parsed.kind() === 'ipv4') return address;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()}/64`;
}

/**
 * The network whose connections are counted together; `null` for none: the address is not known, or is of
 * a private network, and stands for a proxy that nobody has listed.
 */
export function countedNetwork(address: string | null): string | null {
  const parsed = address === null ? null : addressOf(address);
  return address === null || parsed?.range() !== 'unicast' ? null : networkOf(address);
}

function hopsOf(value: string, header: 'x-forwarded-for' | 'forwarded'): readonly string[] {
  const hops = value.split(',');
  if (header === 'x-forwarded-for') return hops;
  // RFC 7239: pairs in any order; a name that is quoted holds no comma that matters here.
  return hops.map((hop) => /(?:^|;)\s*for\s*=\s*("[^"]*"|[^;\s]*)/i.exec(hop)?.[1] ?? '');
}

/** With a port or without, in brackets or quotes or not; an IPv4 address in IPv6 is that IPv4 address. */
function addressOf(text: string): Address | null {
  const bare = text.trim().replace(/^"(.*)"$/, '$1');
  const [, inBrackets, withPort] = /^\[([^\]]*)\](?::\d{1,5})?$|^([\d.]+):\d{1,5}$/.exec(bare) ?? [];
  const name = inBrackets ?? withPort ?? bare;
  if (ipaddr.IPv4.isValidFourPartDecimal(name)) return ipaddr.IPv4.parse(name);
  // A zone is of this machine alone.
  return !name.includes('%') && ipaddr.IPv6.isValid(name) ? ipaddr.process(name) : null;
}

function rangeOf(entry: string): Range {
  const [name = '', length, ...more] = entry.split('/');
  const address = addressOf(name);
  const bits = address?.kind() === 'ipv4' ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  const isLength = length === undefined || (/^\d{1,3}$/.test(length) && prefix <= bits);
  if (address === null || more.length > 0 || !isLength) {
    throw new AgentChatError(
      'InvalidConfiguration',
      `"${entry}" is neither an address nor a range such as "10.0.0.0/8".`,
    );
  }
  return [address, prefix];
}
