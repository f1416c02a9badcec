import { BlockList, isIP } from 'node:net';
import { AgentChatError } from '@agent-chat/protocol';
import { isForwardedFromElsewhere } from '../admission/client-address.js';

const LOOPBACK = loopbackAddresses();
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Who is asked for, and by whom. */
export interface HostCheckOptions {
  readonly host: string;
  /** What else the server may be called, as a proxy of this machine passes it on. */
  readonly names: readonly string[];
  /** Whether requests may be those of others, whom a proxy of this machine serves. */
  readonly isBehindProxy: boolean;
  /** What `host` has turned out to be, once the server listens. */
  readonly boundAddress: () => string;
}

/** The refusal of a request, or `null`. */
export type HostCheck = (headers: Headers) => AgentChatError | null;

/**
 * Keeps a server that only this machine can reach to this machine. By a name that is not ours every web
 * page could reach it whose own name is made to point here (DNS rebinding). And a proxy or a tunnel that
 * nobody has told it of would let in the whole network as its owner. The port is not looked at: it proves
 * nothing, and a forwarded one is another.
 *
 * @throws AgentChatError `InvalidConfiguration` for a name that no request can have
 */
export function createHostCheck({ host, names, isBehindProxy, boundAddress }: HostCheckOptions): HostCheck {
  const allowed = new Set([...LOOPBACK_NAMES, nameOf(host), ...names.map(requestedName)]);
  return (headers) => {
    if (!isLoopback(boundAddress())) return null;
    const asked = headers.get('host');
    if (asked === null || !allowed.has(nameOf(asked.replace(/:\d+$/, '')))) {
      return new AgentChatError(
        'Forbidden',
        `This server answers to ${[...allowed].join(', ')} only. Behind a proxy, say by which address pages reach it (publicUrl, or --public-url).`,
      );
    }
    if (isBehindProxy || !isForwardedFromElsewhere(headers)) return null;
    return new AgentChatError(
      'Forbidden',
      'This server is for this machine alone, and a proxy has passed on what comes from elsewhere. Say by which address pages reach it (publicUrl, or --public-url), or name the proxy (trustedProxies, or --trusted-proxy).',
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
