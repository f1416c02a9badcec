import { BlockList, isIP } from 'node:net';
import { AgentChatError } from '@agent-chat/protocol';

const LOOPBACK = loopbackAddresses();
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses requests for a name that is not ours. A server that only this machine can reach is
 * otherwise reachable for every web page whose own name is made to point here (DNS rebinding).
 * The port is not looked at: it proves nothing, and a forwarded one is another.
 *
 * @param boundAddress what `host` has turned out to be, once the server listens
 * @returns the refusal, or `null`
 */
export function createHostCheck(
  host: string,
  boundAddress: () => string,
): (hostHeader: string | null) => AgentChatError | null {
  const allowed = new Set([...LOOPBACK_NAMES, nameOf(host)]);
  return (hostHeader) => {
    if (!isLoopback(boundAddress())) return null;
    if (hostHeader !== null && allowed.has(nameOf(hostHeader.replace(/:\d+$/, '')))) return null;
    return new AgentChatError(
      'Forbidden',
      `This server answers to ${[...allowed].join(', ')} only. Set HOST to make it reachable by another name.`,
    );
  };
}

/** As it stands in a URL: an address has many spellings, and browsers use one. */
export function nameOf(host: string): string {
  if (isIP(host) !== 6) return host.toLowerCase();
  return URL.parse(`http://[${host}]`)?.hostname ?? `[${host}]`;
}

/** Of every spelling, an IPv4 address within IPv6 included. */
function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && LOOPBACK.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

function loopbackAddresses(): BlockList {
  const addresses = new BlockList();
  addresses.addSubnet('127.0.0.0', 8, 'ipv4');
  addresses.addAddress('::1', 'ipv6');
  return addresses;
}
