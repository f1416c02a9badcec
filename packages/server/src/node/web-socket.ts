import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import { errorResponse, unknownRouteResponse } from '../http/responses.js';
import { reportError } from '../report-error.js';
import { type Server, WEB_SOCKET_PATH } from '../server.js';
import type { SocketPeer } from '../websocket/socket-peer.js';
import type { HostCheck } from './host-check.js';
import { NodePeer } from './node-peer.js';
import { endWithResponse } from './raw-response.js';
import { createSharedFrames } from './text-frames.js';

export interface WebSocketOptions {
  readonly server: Server;
  readonly refuseHost: HostCheck;
  /** A peer that answers no ping for so long is gone. */
  readonly pingIntervalMs: number;
  readonly logger?: Logger | undefined;
  /** Upgrades at other paths are not ours to refuse where somebody else listens. Default: they are. */
  readonly leavesOthers?: boolean;
}

export const PING_INTERVAL_MS = 30_000;
/** No message needs many; each costs memory beside its bytes. */
const MAX_FRAGMENTS = 64;

export interface AttachOptions {
  readonly server: Server;
  /** How often a WebSocket is pinged, in ms; one that does not answer is gone. Default 30,000. */
  readonly pingIntervalMs?: number;
  readonly logger?: Logger;
}

/**
 * Takes the WebSockets of the server over from an HTTP server of your own. Upgrades at other paths
 * are left to whoever else listens for them, and refused where nobody does. Returns what cuts those
 * that are still open.
 */
export function attachWebSocket(http: HttpServer, options: AttachOptions): () => void {
  const { pingIntervalMs = PING_INTERVAL_MS } = options;
  upgradeWebSocketsOnly(http);
  return acceptWebSockets(http, { ...options, pingIntervalMs, refuseHost: () => null, leavesOthers: true });
}

/** Takes WebSockets over from `http`. Returns what cuts those that are still open. */
export function acceptWebSockets(http: HttpServer, options: WebSocketOptions): () => void {
  const { server, refuseHost, logger } = options;
  const sockets = new Set<WebSocket>();
  const framesOf = createSharedFrames();
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: server.webSocket.maxMessageBytes,
    maxFragments: MAX_FRAGMENTS,
  });

  const refusal = async (request: Request | null): Promise<Response | null> => {
    if (request === null) return errorResponse(new AgentChatError('InvalidRequest', 'This is no address.'));
    const wrongHost = refuseHost(request.headers);
    if (wrongHost !== null) return errorResponse(wrongHost);
    if (!asksForWebSocket(request.headers.get('upgrade'))) return errorResponse(noWebSocket());
    if (new URL(request.url).pathname !== WEB_SOCKET_PATH) return unknownRouteResponse();
    return server.webSocket.refuse(request);
  };

  const upgrade = async (incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const request = requestOf(incoming);
    const refused = await refusal(request);
    if (refused !== null || request === null) {
      endWithResponse(socket, refused ?? unknownRouteResponse()).catch(() => socket.destroy());
      return;
    }
    webSockets.handleUpgrade(incoming, socket, head, (webSocket) => {
      sockets.add(webSocket);
      webSocket.on('close', () => sockets.delete(webSocket));
      const peer = new NodePeer(webSocket, socket, framesOf);
      connect(webSocket, peer, { request, remoteAddress: incoming.socket.remoteAddress }, options);
    });
  };

  http.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isOurs = pathOf(incoming) === WEB_SOCKET_PATH;
    if (options.leavesOthers === true && !isOurs && isListenedFor(http)) return;
    socket.on('error', (error) => logger?.log('debug', 'A socket failed.', { cause: error.message }));
    upgrade(incoming, socket, head).catch((cause: unknown) => {
      reportError(logger, AgentChatError.from(cause), 'an upgrade');
      socket.destroy();
    });
  });
  return () => {
    for (const webSocket of sockets) webSocket.terminate();
  };
}

function connect(
  webSocket: WebSocket,
  peer: SocketPeer,
  { request, remoteAddress }: { readonly request: Request; readonly remoteAddress: string | undefined },
  options: WebSocketOptions,
): void {
  const handlers = options.server.webSocket.open(peer, request, { remoteAddress });

  let isAlive = true;
  const pinging = setInterval(() => {
    // What is not read answers no ping, however alive its peer is.
    if (webSocket.isPaused) {
      isAlive = true;
      return;
    }
    if (!isAlive) webSocket.terminate();
    isAlive = false;
    webSocket.ping();
  }, options.pingIntervalMs);
  webSocket.on('pong', () => {
    isAlive = true;
  });
  webSocket.on('message', (data: Buffer, isBinary) => {
    isAlive = true;
    handlers.message(isBinary ? null : data.toString('utf8'));
  });
  webSocket.on('error', (error) => {
    // The peer broke the protocol; the library closes the socket with the code for it.
    options.logger?.log('debug', 'A WebSocket failed.', { cause: error.message });
  });
  webSocket.on('close', () => {
    clearInterval(pinging);
    handlers.closed();
  });
}

/**
 * What asks for another protocol, such as HTTP/2 without TLS, is answered as if it had not, as long as
 * nobody else listens. Before Node 24.9 it arrives as an upgrade all the same, and is refused.
 */
function upgradeWebSocketsOnly(http: HttpServer & UpgradeDecision): void {
  const decide = http.shouldUpgradeCallback;
  if (decide === undefined) return;
  http.shouldUpgradeCallback = (incoming) =>
    decide.call(http, incoming) && (isListenedFor(http) || asksForWebSocket(incoming.headers.upgrade));
}

/** As the option of the same name, which the declarations of Node alone have. */
interface UpgradeDecision {
  shouldUpgradeCallback?: (incoming: IncomingMessage) => boolean;
}

/** Whether somebody listens for upgrades beside the server. */
function isListenedFor(http: HttpServer): boolean {
  return http.listenerCount('upgrade') > 1;
}

export function asksForWebSocket(upgrade: string | null | undefined): boolean {
  return upgrade?.toLowerCase() === 'websocket';
}

function noWebSocket(): AgentChatError {
  return new AgentChatError('InvalidRequest', 'Nothing but WebSocket is upgraded to: ask without "Upgrade".');
}

/** `null` when its target or its headers are none, or what no request may have: a user and a password. */
function requestOf(incoming: IncomingMessage): Request | null {
  const { host = 'localhost' } = incoming.headers;
  try {
    const headers = new Headers();
    for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
      headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '');
    }
    return new Request(new URL(incoming.url ?? '/', `http://${host}`), { headers });
  } catch {
    return null; // not a request, which is an answer
  }
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}
