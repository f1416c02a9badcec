import { isIP } from 'node:net';
import { AgentChatError } from '@agent-chat/protocol';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses requests for a name that is not ours. A server that only this machine can reach is
 * otherwise reachable for every web page whose own name is made to point here (DNS rebinding).
 * The port is not looked at: it proves nothing, and a forwarded one is another.
 *
 * @returns the refusal, or `null`
 */
export function createHostCheck(host: string): (hostHeader: string | null) => AgentChatError | null {
  if (!isLoopback(host)) return () => null;
  const allowed = new Set([...LOOPBACK_NAMES, nameOf(host)]);
  return (hostHeader) => {
    if (hostHeader !== null && allowed.has(nameOf(hostHeader.replace(/:\d+$/, '')))) return null;
    return new AgentChatError(
      'Forbidden',
      `This server answers to ${[...allowed].join(', ')} only. Set HOST to make it reachable by another name.`,
    );
  };
}

/** As it stands in a URL. */
export function nameOf(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host.toLowerCase();
}

function isLoopback(host: string): boolean {
  return host === '::1' || host === 'localhost' || (isIP(host) === 4 && host.startsWith('127.'));
}
