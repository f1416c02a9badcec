import type { MethodParams } from '@agent-chat/protocol';
import { parseAnswer } from './answer.js';
import { addressOf, pageAddress } from './http-route.js';
import { limitsOf, type TransportLimits } from './limits.js';
import type { WebSocketConstructor } from './rpc-connection.js';
import { openSocketSession, type SocketSession } from './socket-session.js';
import type { TokenSource } from './token.js';
import type { Transport } from './transport.js';
import { aborted } from './transport-errors.js';

export interface WebSocketTransportOptions extends TransportLimits {
  /** The server's address, as `http(s):` or `ws(s):`. In a page `''` is its own origin. */
  readonly url: string;
  readonly token: TokenSource;
  /** Default: the platform's, which browsers and Node have. */
  readonly WebSocket?: WebSocketConstructor | undefined;
}

/**
 * Calls and subscription over one WebSocket. It is opened by the first use and closed after the
 * last one. The token travels in the first message, never in the address.
 */
export function webSocketTransport(options: WebSocketTransportOptions): Transport {
  const open = new Set<SocketSession>();
  /** The one that takes new calls and subscriptions. */
  let current: SocketSession | null = null;

  const retire = (session: SocketSession): void => {
    if (current === session) current = null;
  };
  const session = (): SocketSession => {
    if (current !== null) return current;
    const opened = openSocketSession({
      ...limitsOf(options),
      url: socketAddress(options.url),
      WebSocket: options.WebSocket,
      token: options.token,
      onEnd() {
        open.delete(opened);
        retire(opened);
      },
    });
    open.add(opened);
    current = opened;
    return opened;
  };

  return {
    name: 'websocket',
    async call(method, params, { signal } = {}) {
      return parseAnswer(method, await session().call(method, params, signal));
    },
    async *subscribe(params: MethodParams<'subscribe'>, { signal } = {}) {
      const used = session();
      try {
        yield* used.subscribe(params, signal);
      } finally {
        // Called off, perhaps because the line seems dead: whoever comes next gets another socket.
        if (signal?.aborted === true) retire(used);
      }
    },
    close() {
      for (const each of open) each.end(aborted());
    },
  };
}

function socketAddress(url: string): string {
  const address = new URL(addressOf(url, '/api/ws'), pageAddress());
  address.protocol = address.protocol.replace('http', 'ws');
  return address.href;
}
