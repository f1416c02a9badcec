import { isResult, type MethodParams } from '@agent-chat/protocol';
import { addressOf, pageAddress } from './http-route.js';
import { limitsOf, type TransportLimits } from './limits.js';
import type { WebSocketConstructor } from './rpc-connection.js';
import { openSocketSession, type SocketSession } from './socket-session.js';
import { currentToken, type TokenSource } from './token.js';
import type { Transport } from './transport.js';
import { aborted, malformed } from './transport-errors.js';

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
  let current: Promise<SocketSession> | null = null;

  const open = async (onEnd: () => void): Promise<SocketSession> => {
    const token = await currentToken(options.token);
    return openSocketSession({
      ...limitsOf(options),
      url: socketAddress(options.url),
      WebSocket: options.WebSocket,
      token,
      onEnd,
    });
  };
  const session = (): Promise<SocketSession> => {
    if (current !== null) return current;
    const forget = (): void => {
      if (current === opened) current = null;
    };
    const opened = open(forget);
    opened.catch(forget);
    current = opened;
    return opened;
  };

  return {
    name: 'websocket',
    async call(method, params, { signal } = {}) {
      const result = await (await session()).call(method, params, signal);
      if (!isResult(method, result)) {
        throw malformed(`The answer to ${method} is not what the contract says.`);
      }
      return result;
    },
    async *subscribe(params: MethodParams<'subscribe'>, { signal } = {}) {
      yield* (await session()).subscribe(params, signal);
    },
    close() {
      current?.then(
        (opened) => opened.end(aborted()),
        () => undefined,
      );
      current = null;
    },
  };
}

function socketAddress(url: string): string {
  const address = new URL(addressOf(url, '/api/ws'), pageAddress());
  address.protocol = address.protocol.replace('http', 'ws');
  return address.href;
}
