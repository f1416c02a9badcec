import { BlockList, isIP } from 'node:net';
import { AgentChatError } from '@agent-chat/protocol';

const LOOPBACK = loopbackAddresses();
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses requests for a name that is not ours. A server that only this machine can reach is
 * otherwise reachable for every web page whose own name is made to point here (DNS rebinding).
 * The port is not looked at: it proves nothing, and a forwarded one is another.
 *
 * @param names what else it may be called, as a proxy of this machine passes it on
 * @param boundAddress what `host` has turned out to be, once the server listens
 * @returns the refusal, or `null`
 * @throws AgentChatError `InvalidConfiguration` for a name that no request can have
 */
export function createHostCheck(
  host: string,
  names: readonly string[],
  boundAddress: () => string,
): (hostHeader: string | null) => AgentChatError | null {
  const allowed = new Set([...LOOPBACK_NAMES, nameOf(host), ...names.map(requestedName)]);
  return (hostHeader) => {
    if (!isLoopback(boundAddress())) return null;
    if (hostHeader !== null && allowed.has(nameOf(hostHeader.replace(/:\d+$/, '')))) return null;
    return new AgentChatError(
      'Forbidden',
      `This server answers to ${[...allowed].join(', ')} only. Behind a proxy, say by which address pages reach it (publicUrl, or --public-url).`,
    );
  };
}

/** As it stands in a URL: an address has many spellings, and browsers use one. */
export function nameOf(host: string): string {
  if (isIP(host) !== 6) return host.toLowerCase();
  return URL.parse(`http://[${host}]`)?.hostname ?? `[${host}]`;
}

/** A name alone: with a scheme, a path or a port it would never be that of a request. */
function requestedName(name: string): string {
  const bare = nameOf(name);
  if (URL.parse(`http://${bare}`)?.hostname === bare) return bare;
  throw new AgentChatError(
    'InvalidConfiguration',
    `"${name}" is not the name of a host. Write it as "chat.example.com", without a scheme and a port.`,
  );
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
