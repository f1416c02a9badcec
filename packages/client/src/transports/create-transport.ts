import { AgentChatError } from '@agent-chat/protocol';
import { type AutoTransportOptions, autoTransport } from './auto-transport.js';
import { longPollTransport } from './long-poll-transport.js';
import { sharedByTabs } from './shared-transport.js';
import { sseTransport } from './sse-transport.js';
import type { Transport } from './transport.js';
import { webSocketTransport } from './web-socket-transport.js';

/** What a transport to a server is made of, whichever it is. */
export type NetworkTransportOptions = AutoTransportOptions;

/** The transports that an address leads to; `auto` takes the best one that works. */
export const NETWORK_TRANSPORTS = ['auto', 'websocket', 'sse', 'long_poll'] as const;

/**
 * The transport of that name, for a setting or an attribute that names one.
 * @throws AgentChatError `UnknownTransport` with `details.known`
 */
export function createTransport(name: string, options: NetworkTransportOptions): Transport {
  switch (name) {
    case 'auto':
      return autoTransport(options);
    case 'sse':
      return sharedByTabs(sseTransport, options);
    case 'websocket':
      return webSocketTransport(options);
    case 'long_poll':
      return sharedByTabs(longPollTransport, options);
    default:
      throw new AgentChatError(
        'UnknownTransport',
        `There is no transport "${name}". Known are: ${NETWORK_TRANSPORTS.join(', ')}.`,
        { details: { name, known: NETWORK_TRANSPORTS } },
      );
  }
}
