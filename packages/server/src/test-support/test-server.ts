import { connect } from 'node:net';
import {
  type AgentRunner,
  type Attachments,
  type Clock,
  createMemoryStore,
  createOrchestrator,
  type RecordStore,
  type Store,
} from '@agent-chat/core';
import type { JsonValue, MethodResult } from '@agent-chat/protocol';
import { onTestFinished } from 'vitest';
import { type ListenOptions, listen } from '../node/listen.js';
import { createServer, type ServerOptions } from '../server.js';
import type { InterfaceConfig } from '../sessions/interfaces.js';
import { echoAgent } from './echo-agent.js';

export const OPERATOR_TOKEN = 'operator-token-for-tests';

export const DEMO: InterfaceConfig = {
  slug: 'demo',
  title: 'Demo',
  description: null,
  welcomeMessage: 'Hello.',
  placeholderText: 'Write',
  suggestedPrompts: [{ text: 'What is this?' }],
  persistenceType: 'local_storage',
  participants: [{ participantId: 'echo', kind: 'agent', displayName: 'Echo' }],
};

export type Session = MethodResult<'createSession'>;

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly logs: readonly string[];
  readonly records: RecordStore;
  close(): Promise<void>;
  /** A call over HTTP as the SDK makes it. */
  call(verb: string, path: string, options?: CallOptions): Promise<Response>;
  createSession(): Promise<Session>;
  send(session: Session, text: string, clientRequestId?: string): Promise<Response>;
}

export interface CallOptions {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface TestServerOptions
  extends Partial<Omit<ServerOptions, 'orchestrator' | 'store'>>,
    Partial<Omit<ListenOptions, 'server'>> {
  readonly agent?: AgentRunner;
  /** What is not given is in memory. */
  readonly store?: Partial<Store>;
  /** Time for the orchestrator as well as for the server. */
  readonly time?: Clock;
  /** Where files are kept. Default: there are none. */
  readonly attachments?: Attachments;
  /** As the orchestrator takes it. */
  readonly maxMessageBytes?: number;
  /** Fields of the one interface. */
  readonly demo?: Partial<InterfaceConfig>;
}

/** A server on a real port over a memory store, closed when the test ends. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const logs: string[] = [];
  const store = { ...createMemoryStore(options.time && { clock: options.time }), ...options.store };
  const { records } = store;
  const orchestrator = createOrchestrator({
    store,
    agents: { echo: options.agent ?? echoAgent() },
    ...(options.time && { clock: options.time }),
    ...(options.attachments && { attachments: options.attachments }),
    ...(options.maxMessageBytes !== undefined && { maxMessageBytes: options.maxMessageBytes }),
  });
  const logger = {
    log: (level: string, message: string, fields?: Readonly<Record<string, unknown>>) => {
      if (level !== 'debug') logs.push(`${message} ${JSON.stringify(fields ?? {})}`);
    },
  };
  const server = createServer({
    interfaces: [{ ...DEMO, ...options.demo }],
    ...(options.time && { clock: options.time }),
    ...(options.attachments && { files: { attachments: options.attachments } }),
    logger,
    authenticate: async (request) =>
      request.headers.get('authorization') === `Bearer ${OPERATOR_TOKEN}`
        ? { kind: 'operator', tenant: 'default', participantId: 'operator' }
        : null,
    ...options,
    store,
    orchestrator,
  });
  const listener = await listen({ port: 0, logger, ...options, server });
  const close = async (): Promise<void> => {
    await listener.close();
    await orchestrator.close();
  };
  onTestFinished(close);

  const call: TestServer['call'] = (verb, path, { token, body, headers, signal } = {}) =>
    fetch(listener.url + path, {
      method: verb,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });

  return {
    url: listener.url,
    port: listener.port,
    logs,
    records,
    close,
    call,
    async createSession() {
      const response = await call('POST', '/api/public/interfaces/demo/sessions');
      return (await response.json()) as Session;
    },
    send: ({ conversationId, sessionToken }, text, clientRequestId = crypto.randomUUID()) =>
      call('POST', `/api/conversations/${conversationId}/messages`, {
        token: sessionToken,
        body: { clientRequestId, parts: [{ type: 'text', partId: 'p1', text }] },
      }),
  };
}

/** What the server answers to these very bytes; resolves when it closes the connection. */
export function rawExchange(port: number, bytes: string, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => socket.write(bytes));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      answer += text;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

/** The body of a response that must be JSON. */
export async function bodyOf(response: Response): Promise<Record<string, JsonValue | undefined>> {
  return (await response.json()) as Record<string, JsonValue | undefined>;
}
