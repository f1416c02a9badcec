import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AgentChatError,
  type Frame,
  isMethodName,
  type MethodName,
  type MethodParams,
  parseParams,
} from '@agent-chat/protocol';
import { encodeSseComment, encodeSseEvent, RpcRequest, rpcError, rpcResult } from '@agent-chat/protocol/wire';
import { type WebSocket, WebSocketServer } from 'ws';
import { answerCall } from './answer-call.js';
import { CONVERSATION_ID } from './events.js';
import type { ScriptedWorld } from './scripted-world.js';

const EVENT_STREAM = { 'content-type': 'text/event-stream; charset=utf-8' };

export const TOKEN = 'good-token';

/** May answer a request in its own way; `true` when it did. */
export type Intruder = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface ContractServer {
  readonly url: string;
  readonly port: number;
  readonly world: ScriptedWorld;
  /** Requests for `METHOD /path`, as they came. */
  readonly requests: string[];
  /** What was asked for, with its query, by a request or by an upgrade to a WebSocket. */
  readonly addresses: string[];
  intruder: Intruder | null;
  /** What the socket says to a message instead of the right answer; `null`: the right answer. */
  socketIntruder: ((method: string, socket: WebSocket, id: RpcRequest['id']) => boolean) | null;
  /** Stands for a proxy that lets no WebSocket through. */
  blocksSockets: boolean;
  /** Stands for a proxy that passes an answer on when it has ended. */
  buffersStreams: boolean;
  /** Each frame is written so many times. */
  copies: number;
  readonly openStreams: number;
  readonly openSockets: number;
  /** Called with each new viewer. */
  onView: () => void;
  /** Writes to all viewers. */
  broadcast(frame: Frame): void;
  /** Writes raw text into all event streams. */
  writeRaw(text: string): void;
  /** Writes `text` to all viewers where the JSON of a frame of this kind would be. */
  writeFrame(kind: string, text: string): void;
  /** Breaks every connection. */
  breakAll(): void;
  /** Breaks every connection; between two polls, the next one. */
  breakLine(): void;
  close(): Promise<void>;
}

/** The wire of the contract on real sockets, around a scripted world. */
export async function startContractServer(world: ScriptedWorld): Promise<ContractServer> {
  const streams = new Set<ServerResponse>();
  const sockets = new Map<WebSocket, Map<string, (frame: Frame) => void>>();
  const http = createServer((request, response) => {
    self.requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    if (self.intruder?.(request, response) === true) return;
    answer(request, response).catch((cause: unknown) => {
      const error = AgentChatError.from(cause);
      send(response, error.code === 'Unauthorized' ? 401 : 400, error.toBody());
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const path = pathname.replace(`/api/conversations/${CONVERSATION_ID}`, '');
    if (path.startsWith('/api/public/')) return publicRoute(request, path, response);
    if (request.headers.authorization !== `Bearer ${TOKEN}`) throw unauthorized();
    const target = { conversationId: CONVERSATION_ID };
    if (path === '/stream') {
      const { sinceSeq: cursor, ...rest } = Object.fromEntries(searchParams);
      if (request.headers['last-event-id'] !== cursor) throw new Error('Last-Event-ID and sinceSeq differ.');
      const { includeGuidance, foldVersion, wait } = rest;
      const waitMs = wait === undefined ? null : Number(wait);
      stream(response, waitMs, {
        ...target,
        ...(cursor !== undefined && { cursor }),
        ...(includeGuidance !== undefined && { includeGuidance: includeGuidance === 'true' }),
        ...(foldVersion !== undefined && { foldVersion: Number(foldVersion) }),
      });
      return;
    }
    const fromQuery = request.method === 'GET' || request.method === 'DELETE';
    const params = fromQuery ? paramsOf(searchParams) : await json(request);
    const messageId = /^\/queue\/(.+)$/.exec(path)?.[1];
    const method = methodAt(request.method ?? '', path);
    send(response, 200, answerCall(world, method, { ...params, ...target, ...(messageId && { messageId }) }));
  }

  function stream(response: ServerResponse, waitMs: number | null, params: MethodParams<'subscribe'>): void {
    const parsed = parseParams('subscribe', params);
    const { buffersStreams } = self;
    let buffered = '';
    if (!buffersStreams) response.writeHead(200, EVENT_STREAM);
    streams.add(response);
    const write = (frame: Frame): void => {
      const text = sseText(frame).repeat(self.copies);
      if (buffersStreams) buffered += text;
      else if (!response.writableEnded) response.write(text);
    };
    const end = (): void => {
      if (buffersStreams) response.writeHead(200, EVENT_STREAM);
      response.end(buffered);
    };
    const held = waitMs === null ? null : holdPoll(waitMs, write, end);
    const leave = world.view(parsed, held ?? write);
    response.on('close', () => {
      leave();
      streams.delete(response);
    });
    self.onView();
  }

  function sseText({ kind, data }: Frame): string {
    const id = kind === 'event' ? `${world.epoch}-${data.seq}` : undefined;
    return encodeSseEvent(kind, JSON.stringify(data), id);
  }

  function onSocket(socket: WebSocket): void {
    const views = new Map<string, (frame: Frame) => void>();
    const leaves = new Map<string, () => void>();
    sockets.set(socket, views);
    let isKnown = false;
    let lastId = 0;
    const write = (value: unknown): void => socket.send(JSON.stringify(value));
    socket.on('close', () => {
      sockets.delete(socket);
      for (const leave of leaves.values()) leave();
    });
    socket.on('message', (data: Buffer) => {
      const { id, method, params } = RpcRequest.parse(JSON.parse(data.toString('utf8')));
      self.requests.push(method);
      if (self.socketIntruder?.(method, socket, id) === true) return;
      try {
        if (method === 'authenticate') {
          if (parseParams(method, params).token !== TOKEN) throw unauthorized();
          isKnown = true;
          write(rpcResult(id, { kind: 'visitor', participantId: 'ada' }));
          return;
        }
        if (!isKnown) throw unauthorized();
        if (method === 'subscribe') {
          const subscriptionId = `s${(lastId += 1)}`;
          const tell = ({ kind, data: frame }: Frame): void => {
            const notification = { jsonrpc: '2.0', method: kind, params: { subscriptionId, frame } };
            for (let copy = 0; copy < self.copies; copy++) write(notification);
          };
          views.set(subscriptionId, tell);
          leaves.set(subscriptionId, world.view(parseParams(method, params), tell));
          // The frames of the backlog come before the answer: a client has to expect that.
          write(rpcResult(id, { subscriptionId }));
          self.onView();
          return;
        }
        if (method === 'unsubscribe') {
          const { subscriptionId } = parseParams(method, params);
          leaves.get(subscriptionId)?.();
          views.delete(subscriptionId);
          write(rpcResult(id, {}));
          return;
        }
        if (!isMethodName(method)) throw new AgentChatError('UnknownMethod', method);
        write(rpcResult(id, answerCall(world, method, params)));
      } catch (cause) {
        const error = AgentChatError.from(cause);
        write(rpcError(id, error));
        if (method === 'authenticate') socket.close(4401, 'unauthorized');
      }
    });
  }

  const webSockets = new WebSocketServer({
    server: http,
    path: '/api/ws',
    verifyClient: () => !self.blocksSockets,
  });
  webSockets.on('connection', onSocket);
  for (const event of ['request', 'upgrade']) {
    http.on(event, ({ url = '' }: IncomingMessage) => self.addresses.push(url));
  }
  const port = await listen(http);

  const self: ContractServer = {
    url: `http://127.0.0.1:${port}`,
    port,
    world,
    requests: [],
    addresses: [],
    intruder: null,
    socketIntruder: null,
    blocksSockets: false,
    buffersStreams: false,
    copies: 1,
    onView: () => undefined,
    get openStreams() {
      return streams.size;
    },
    get openSockets() {
      return sockets.size;
    },
    broadcast(frame) {
      for (const response of streams) if (!response.writableEnded) response.write(sseText(frame));
      for (const views of sockets.values()) for (const tell of views.values()) tell(frame);
    },
    writeRaw(raw) {
      for (const response of streams) response.write(raw);
    },
    writeFrame(kind, text) {
      self.writeRaw(encodeSseEvent(kind, text));
      for (const [socket, views] of sockets) {
        for (const id of views.keys()) {
          socket.send(
            `{"jsonrpc":"2.0","method":"${kind}","params":{"subscriptionId":"${id}","frame":${text}}}`,
          );
        }
      }
    },
    breakAll() {
      for (const response of streams) response.destroy();
      for (const socket of sockets.keys()) socket.terminate();
    },
    breakLine() {
      const isBetween = streams.size + sockets.size === 0;
      self.breakAll();
      const { onView } = self;
      if (!isBetween) return;
      self.onView = () => {
        self.onView = onView;
        self.breakAll();
        onView();
      };
    },
    async close() {
      self.breakAll();
      webSockets.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return self;
}

/** Passes frames on, and ends the poll as `?wait` says; drafts alone end it soon, for the sake of time. */
function holdPoll(waitMs: number, write: (frame: Frame) => void, end: () => void): (frame: Frame) => void {
  let seq = 0;
  let isNew = false;
  let isCaughtUp = false;
  let isOver = false;
  const finish = (): void => {
    if (isOver) return;
    isOver = true;
    write({ kind: 'caught_up', data: { seq } });
    end();
  };
  return (frame) => {
    if (isOver) return;
    if (frame.kind === 'event') seq = frame.data.seq;
    if (frame.kind === 'omitted') seq = frame.data.toSeq;
    isNew ||= ['event', 'omitted', 'snapshot'].includes(frame.kind);
    if (frame.kind === 'caught_up') {
      ({ seq } = frame.data);
      isCaughtUp = true;
      setTimeout(finish, waitMs);
    } else write(frame);
    if (frame.kind === 'draft') setTimeout(finish, 5);
    if (isCaughtUp && isNew) finish();
    if (frame.kind === 'bye') {
      isOver = true;
      end();
    }
  };
}

export function heartbeat(): string {
  return encodeSseComment('');
}

function publicRoute(request: IncomingMessage, path: string, response: ServerResponse): void {
  const slug = path.split('/')[4] ?? '';
  if (slug !== 'demo') {
    send(response, 404, new AgentChatError('UnknownInterface', 'No such interface.').toBody());
  } else if (request.method === 'POST') {
    void answerSession(request, response);
  } else {
    send(response, 200, {
      slug,
      title: 'Demo',
      description: null,
      welcomeMessage: 'Hello',
      placeholderText: 'Ask',
      suggestedPrompts: [{ text: 'What is this?' }],
      persistenceType: 'local_storage',
    });
  }
}

/** A return token leads on to the next one; `expired` is of a session that is over. */
async function answerSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const { persistenceToken: shown } = JSON.parse(text === '' ? '{}' : text) as { persistenceToken?: string };
  if (shown === 'expired') {
    send(response, 401, new AgentChatError('SessionExpired', 'This session has expired.').toBody());
    return;
  }
  send(response, 200, {
    sessionToken: TOKEN,
    persistenceToken: shown === undefined ? 'return-1' : `return-${Number(shown.split('-')[1]) + 1}`,
    conversationId: CONVERSATION_ID,
    participantId: 'ada',
    expiresAt: null,
    resumed: shown !== undefined,
  });
}

function methodAt(verb: string, path: string): MethodName {
  if (verb === 'POST' && path === '/messages') return 'sendMessage';
  if (verb === 'POST' && path === '/stop') return 'stop';
  if (verb === 'PATCH') return 'editQueued';
  if (verb === 'DELETE') return 'cancelQueued';
  if (verb === 'GET' && path === '') return 'getConversation';
  if (verb === 'GET' && path === '/events') return 'getEvents';
  throw new AgentChatError('UnknownRoute', `${verb} ${path}`);
}

function paramsOf(query: URLSearchParams): Record<string, unknown> {
  const isNumber = (name: string): boolean => /Seq$|^limit$/.test(name);
  return Object.fromEntries(
    Array.from(query, ([name, value]) => [name, isNumber(name) ? Number(value) : value]),
  );
}

async function json(request: IncomingMessage): Promise<Record<string, unknown>> {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) body += chunk as string;
  return JSON.parse(body) as Record<string, unknown>;
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(value));
}

function unauthorized(): AgentChatError {
  return new AgentChatError('Unauthorized', 'Call with a valid token.');
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
