import { AgentChatError } from '@agent-chat/protocol';
import { type LongPollTransportOptions, longPollTransport } from './long-poll-transport.js';
import { sseTransport } from './sse-transport.js';
import type { Transport, TransportName } from './transport.js';
import { type WebSocketTransportOptions, webSocketTransport } from './web-socket-transport.js';

/** What a transport to a server is made of, whichever it is. */
export type NetworkTransportOptions = LongPollTransportOptions & WebSocketTransportOptions;

/** The transports that an address leads to. */
export const NETWORK_TRANSPORTS = [
  'sse',
  'websocket',
  'long_poll',
] as const satisfies readonly TransportName[];

/**
 * The transport of that name, for a setting or an attribute that names one.
 * @throws AgentChatError `UnknownTransport` with `details.known`
 */
export function createTransport(name: string, options: NetworkTransportOptions): Transport {
  switch (name) {
    case 'sse':
      return sseTransport(options);
    case 'websocket':
      return webSocketTransport(options);
    case 'long_poll':
      return longPollTransport(options);
    default:
      throw new AgentChatError(
        'UnknownTransport',
        `There is no transport "${name}". Known are: ${NETWORK_TRANSPORTS.join(', ')}.`,
        { details: { name, known: NETWORK_TRANSPORTS } },
      );
  }
}
