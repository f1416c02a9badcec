import type { MethodParams } from '@agent-chat/protocol';
import { parseAnswer } from './answer.js';
import { callOffBy } from './call-off.js';
import { addressOf, pageAddress } from './http-route.js';
import { limitsOf, type TransportLimits } from './limits.js';
import type { WebSocketConstructor } from './open-socket.js';
import { createSocketPool, type SocketPool } from './socket-pool.js';
import type { SocketCredential, SocketSession } from './socket-session.js';
import { isSuspicion } from './suspicion.js';
import { currentToken, type TokenSource } from './token.js';
import type { Transport } from './transport.js';

export interface WebSocketTransportOptions extends TransportLimits {
  /** The server's address, as `http(s):` or `ws(s):`. In a page `''` is its own origin. */
  readonly url: string;
  /** Without one, `csrfToken` is needed. */
  readonly token?: TokenSource | undefined;
  /** For callers whom the server knows by the cookie that the browser sends with the socket. */
  readonly csrfToken?: TokenSource | undefined;
  /** Default: the platform's, which browsers and Node have. */
  readonly WebSocket?: WebSocketConstructor | undefined;
  /** Shares sockets with the other transports that have it. Default: a socket of its own. */
  readonly pool?: SocketPool | undefined;
}

/**
 * Calls and subscription over one WebSocket. It is opened by the first use and closed after the
 * last one. The token travels in the first message, never in the address.
 */
export function webSocketTransport(options: WebSocketTransportOptions): Transport {
  const pool = options.pool ?? createSocketPool();
  let closing = new AbortController();

  /** The token is asked for first, so that the server never waits for it. */
  const session = async (signals: readonly (AbortSignal | undefined)[]): Promise<SocketSession> => {
    const callOff = callOffBy(signals);
    try {
      if (callOff.signal.aborted) throw callOff.signal.reason as Error;
      const credential = await Promise.race([callOff.rejection, credentialOf(options)]);
      return pool.session({
        ...limitsOf(options),
        url: socketAddress(options.url),
        WebSocket: options.WebSocket,
        credential,
      });
    } finally {
      callOff.release();
    }
  };

  return {
    name: 'websocket',
    async call(method, params, { signal } = {}) {
      const signals = [signal, closing.signal];
      return parseAnswer(method, await (await session(signals)).call(method, params, signals));
    },
    async *subscribe(params: MethodParams<'subscribe'>, { signal } = {}) {
      const signals = [signal, closing.signal];
      const used = await session(signals);
      try {
        yield* used.subscribe(params, signals);
      } finally {
        if (isSuspicion(signal)) pool.retire(used);
      }
    },
    close() {
      closing.abort();
      closing = new AbortController();
    },
  };
}

async function credentialOf({
  token,
  csrfToken,
}: Pick<WebSocketTransportOptions, 'token' | 'csrfToken'>): Promise<SocketCredential> {
  if (token === undefined && csrfToken !== undefined) return { csrfToken: await currentToken(csrfToken) };
  return { token: await currentToken(token ?? '') };
}

function socketAddress(url: string): string {
  const address = new URL(addressOf(url, '/api/ws'), pageAddress());
  address.protocol = address.protocol.replace('http', 'ws');
  return address.href;
}
