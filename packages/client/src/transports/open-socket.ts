import ReconnectingWebSocket from 'partysocket/ws';

/** The constructor of a WebSocket by the standard's interface: a browser's, Node's, or that of `ws`. */
export type WebSocketConstructor = new (url: string) => object;

/**
 * One connection, which ends once and for all. partysocket brings what WebSockets of browsers and of
 * Node do not share: one constructor, one shape of events, a limit on connecting. Its reconnecting and
 * its queue are off. When to try again is one decision for all transports, visible as the client's
 * status; and what it would queue and send on reconnect the client's pending commands send as well,
 * after `authenticate` and only where no acknowledgement came.
 */
export function openSocket(
  url: string,
  connectionTimeout: number,
  WebSocket: WebSocketConstructor | undefined,
): ReconnectingWebSocket {
  const options = { WebSocket, maxRetries: 0, maxEnqueuedMessages: 0, connectionTimeout };
  return new ReconnectingWebSocket(url, null, options);
}
