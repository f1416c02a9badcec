import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Logger } from '@agent-chat/core';
import { errorResponse } from '../http/responses.js';
import type { Server } from '../server.js';
import { answerClientErrors } from './client-errors.js';
import { limitBodies } from './body-deadline.js';
import { createHostCheck, nameOf } from './host-check.js';
import { listeningError } from './listening-error.js';
import { prepareClosing } from './prepare-closing.js';
import { listenerOf } from './request-listener.js';
import { acceptWebSockets, asksForWebSocket, PING_INTERVAL_MS } from './web-socket.js';

export interface ListenOptions {
  readonly server: Server;
  /** 0 takes a free one. */
  readonly port: number;
  /** Default `127.0.0.1`: this machine only, and by its own names only. */
  readonly host?: string;
  /**
   * By what names it may be asked for besides its own while only this machine reaches it, as by a proxy
   * that passes the name on: `chat.example.com`. Default: that of the server's `publicUrl`, if it has one.
   */
  readonly hosts?: readonly string[];
  /** How long the headers of a request may take. Default 10,000. */
  readonly headersTimeoutMs?: number;
  /** How long a whole request may take to arrive; answers may last. Default 30,000. */
  readonly requestTimeoutMs?: number;
  /** How long a file, or an imported conversation, may take to arrive, instead. Default 600,000. */
  readonly uploadTimeoutMs?: number;
  /** A connection on which nothing moves is cut, unless it waits for us. Default 60,000; streams have a heartbeat. */
  readonly idleTimeoutMs?: number;
  /**
   * How long a connection waits for its next request. A proxy uses connections again, and must let go of
   * them before we do; a browser may not notice that an unused one is dead. Default 75,000 where the server
   * was told of a proxy (`publicUrl`, `trustedProxies`), else 5,000.
   */
  readonly keepAliveTimeoutMs?: number;
  /** Default 30,000. */
  readonly pingIntervalMs?: number;
  /** How long `close` waits for viewers to take their `bye`. Default 3,000. */
  readonly closeWithinMs?: number;
  readonly logger?: Logger;
}

export interface Listener {
  /** Where a browser on this machine finds it, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Accepts nothing more, says `bye` to viewers, and resolves when the last connection has ended. */
  close(): Promise<void>;
}

/**
 * Serves `server` over HTTP and WebSocket.
 * @throws AgentChatError `InvalidConfiguration` when the port or the host cannot be had, and for a name of
 * `hosts` that is none
 */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { server, port, host = '127.0.0.1', logger } = options;
  let boundAddress = host;
  const refuseHost = createHostCheck({
    host,
    names: options.hosts ?? publicNames(server),
    isBehindProxy: server.isBehindProxy || options.hosts !== undefined,
    boundAddress: () => boundAddress,
  });
  const answer = listenerOf(async (request, remoteAddress) => {
    const refused = refuseHost(request.headers);
    return refused === null ? server.fetch(request, { remoteAddress }) : errorResponse(refused);
  });
  const { requestTimeoutMs = 30_000, headersTimeoutMs = 10_000, uploadTimeoutMs = 600_000 } = options;
  const http = createHttpServer(
    {
      headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
      requestTimeout: Math.max(requestTimeoutMs, uploadTimeoutMs),
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 5_000),
      shouldUpgradeCallback: ({ headers }) => asksForWebSocket(headers.upgrade),
    },
    // A rejection has been answered already.
    (incoming, outgoing) => void answer(incoming, outgoing),
  );
  http.timeout = options.idleTimeoutMs ?? 60_000;
  http.keepAliveTimeout = options.keepAliveTimeoutMs ?? (server.isBehindProxy ? 75_000 : 5_000);
  keepWhileAnswering(http);
  answerClientErrors(http);
  limitBodies(http, { requestTimeoutMs });
  const closeHttp = prepareClosing(http);
  const cutWebSockets = acceptWebSockets(http, {
    server,
    refuseHost,
    logger,
    pingIntervalMs: options.pingIntervalMs ?? PING_INTERVAL_MS,
  });

  await startListening(http, host, port);
  http.on('error', (error) => logger?.log('error', 'The HTTP server failed.', { cause: error.message }));
  const address = http.address() as AddressInfo;
  boundAddress = address.address;
  let closing: Promise<void> | null = null;
  return {
    url: `http://${reachableName(host)}:${address.port}`,
    port: address.port,
    close() {
      closing ??= closeHttp(options.closeWithinMs ?? 3_000, cutWebSockets);
      server.close();
      return closing;
    },
  };
}

function publicNames({ publicUrl }: Server): readonly string[] {
  return publicUrl === null ? [] : [new URL(publicUrl).hostname];
}

/** Where nothing moves because the answer is still being made, nobody is idle. */
function keepWhileAnswering(http: HttpServer): void {
  http.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    outgoing.on('timeout', (socket: Socket) => {
      if (!incoming.complete || outgoing.headersSent) socket.destroy();
    });
  });
}

async function startListening(http: HttpServer, host: string, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(port, host, () => {
        http.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    throw listeningError(cause, host, port);
  }
}

/** The host as it stands in an address that a browser can open. */
function reachableName(host: string): string {
  const name = nameOf(host);
  if (name === '0.0.0.0' || name === '') return '127.0.0.1';
  return name === '[::]' ? '[::1]' : name;
}
