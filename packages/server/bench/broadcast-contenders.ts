import { createServer as createHttpServer, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import type { Contender } from '@agent-chat/store-test-support';
import { getRequestListener } from '@hono/node-server';
import { WebSocketServer } from 'ws';
import { listen } from '../src/node/listen.js';
import { createServer, type Server } from '../src/server.js';
import { MARKED } from './viewer-messages.js';
import { requestText, UPGRADE, type Viewing } from './viewing.js';

/** Of one round: few enough for every socket to take them without waiting. */
export const BROADCASTS = 20;
const TEXT = `${'x'.repeat(500)}${MARKED}`;
const CONVERSATION_ID = 'c1';
const AGENT = { kind: 'agent', tenant: 'default', participantId: 'agent' } as const;

/** As ours writes it: every contender sends messages of this length. */
const EVENT_TEXT = JSON.stringify({
  conversationId: CONVERSATION_ID,
  seq: 1_000,
  ts: '2026-01-31T12:00:00.000Z',
  audience: 'everyone',
  type: 'thought',
  turn: 2,
  author: 'agent',
  finality: 'none',
  clientRequestId: 'request-1000',
  payload: { text: TEXT },
});

/** Sends to all viewers of a group, and waits until all have received it. */
function contender(
  viewing: Viewing,
  group: string,
  broadcast: () => void | Promise<unknown>,
  close: () => Promise<void>,
): Contender {
  let sent = 0;
  return {
    close,
    async run() {
      for (let n = 0; n < BROADCASTS; n += 1) {
        sent += 1;
        await broadcast();
        await new Promise((resolve) => setImmediate(resolve));
      }
      await viewing.received([group], sent);
    },
  };
}

async function listening(http: HttpServer): Promise<number> {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return (http.address() as AddressInfo).port;
}

const closing = (http: HttpServer) => (): Promise<void> =>
  new Promise((resolve) => {
    http.closeAllConnections();
    http.close(() => resolve());
  });

/** One frame, built before, to the sockets of a bare `ws` server. */
export async function bareWebSocket(viewing: Viewing, count: number): Promise<Contender> {
  const http = createHttpServer();
  const sockets: Duplex[] = [];
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  http.on('upgrade', (request, socket, head) => {
    server.handleUpgrade(request, socket, head, () => sockets.push(socket));
  });
  const port = await listening(http);
  await viewing.open({
    group: 'ws',
    count,
    port,
    request: requestText('/', UPGRADE),
    messages: [],
    until: '\r\n\r\n',
  });
  const payload = Buffer.from(
    `{"jsonrpc":"2.0","method":"event","params":{"subscriptionId":"s1","frame":${EVENT_TEXT}}}`,
  );
  const frame = Buffer.concat([
    Buffer.from([0x81, 126, payload.length >> 8, payload.length & 0xff]),
    payload,
  ]);
  const broadcast = (): void => {
    for (const socket of sockets) socket.write(frame);
  };
  return contender(viewing, 'ws', broadcast, async () => {
    for (const socket of sockets) socket.destroy();
    await closing(http)();
  });
}

/** One buffer to the responses of a bare `node:http` server. */
export async function bareSse(viewing: Viewing, count: number): Promise<Contender> {
  const responses: ServerResponse[] = [];
  const http = createHttpServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write('retry: 1000\n\n');
    responses.push(response);
  });
  const port = await listening(http);
  await viewing.open({ group: 'http', count, port, request: requestText('/'), messages: [], until: 'retry' });
  const broadcast = (): void => {
    // A server writes the text of each event: once for all.
    const bytes = Buffer.from(`id: 0123456789-1000\nevent: event\ndata: ${EVENT_TEXT}\n\n`);
    for (const response of responses) response.write(bytes);
  };
  return contender(viewing, 'http', broadcast, closing(http));
}

export interface Ours {
  readonly server: Server;
  /** Logs an event, and resolves with its seq. */
  readonly broadcast: () => Promise<number>;
  readonly close: () => Promise<void>;
}

export async function ours(textOf = () => TEXT): Promise<Ours> {
  const store = createMemoryStore();
  const orchestrator = createOrchestrator({ store });
  const server = createServer({
    orchestrator,
    store,
    interfaces: [],
    authenticate: async () => ({ kind: 'operator', tenant: 'default', participantId: 'operator' }),
  });
  const participants = [
    { participantId: 'operator', kind: 'user', displayName: 'Operator' },
    { participantId: 'agent', kind: 'agent', displayName: 'Agent' },
  ] as const;
  const operator = orchestrator.as({ kind: 'operator', tenant: 'default', participantId: 'operator' });
  await operator.call('createConversation', {
    clientRequestId: 'c',
    conversationId: CONVERSATION_ID,
    participants: [...participants],
  });
  const api = orchestrator.as(AGENT);
  let number = 0;
  return {
    server,
    close: () => orchestrator.close(),
    async broadcast() {
      const { seq } = await api.call('sendTrace', {
        conversationId: CONVERSATION_ID,
        clientRequestId: `request-${(number += 1)}`,
        type: 'thought',
        payload: { text: textOf() },
      });
      return seq;
    },
  };
}

/** @param sinceSeq the last event that it knows; without: it begins with a snapshot */
export function streamRequest(sinceSeq?: number): string {
  const query = sinceSeq === undefined ? '' : `?sinceSeq=${sinceSeq}`;
  const path = `/api/conversations/${CONVERSATION_ID}/stream${query}`;
  return requestText(path, { authorization: 'Bearer t' });
}

const ask = (id: number, method: string, params: object): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });
/** @param sinceSeq as for `streamRequest` */
export function subscribeMessages(sinceSeq?: number): readonly string[] {
  const cursor = sinceSeq === undefined ? {} : { cursor: String(sinceSeq) };
  return [
    ask(1, 'authenticate', { token: 't' }),
    ask(2, 'subscribe', { conversationId: CONVERSATION_ID, presence: 'hidden', ...cursor }),
  ];
}

export async function ourWebSocket(viewing: Viewing, count: number): Promise<Contender> {
  const { server, broadcast, close } = await ours();
  const listener = await listen({ server, port: 0 });
  await viewing.open({
    group: 'ours-ws',
    count,
    port: listener.port,
    request: requestText('/api/ws', UPGRADE),
    messages: subscribeMessages(),
    until: 'caught_up',
  });
  return contender(viewing, 'ours-ws', broadcast, () => listener.close().then(close));
}

export async function ourSse(viewing: Viewing, count: number): Promise<Contender> {
  const { server, broadcast, close } = await ours();
  const listener = await listen({ server, port: 0 });
  const { port } = listener;
  const request = streamRequest();
  await viewing.open({ group: 'ours-sse', count, port, request, messages: [], until: 'caught_up' });
  return contender(viewing, 'ours-sse', broadcast, () => listener.close().then(close));
}

/** As on any platform with web streams: here by way of the adapter of hono, which knows nothing of ours. */
export async function ourPortableSse(viewing: Viewing, count: number): Promise<Contender> {
  const { server, broadcast, close } = await ours();
  const answer = getRequestListener((request) => server.fetch(request), { overrideGlobalObjects: false });
  const http = createHttpServer((incoming, outgoing) => void answer(incoming, outgoing));
  const port = await listening(http);
  const request = streamRequest();
  await viewing.open({ group: 'portable', count, port, request, messages: [], until: 'caught_up' });
  return contender(viewing, 'portable', broadcast, async () => {
    server.close();
    await closing(http)();
    await close();
  });
}
