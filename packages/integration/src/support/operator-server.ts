import {
  type AgentRunner,
  createAttachments,
  createOrchestrator,
  randomIds,
  systemClock,
} from '@agent-chat/core';
import {
  type ErrorBody,
  HTTP_ROUTES,
  type MethodParams,
  type MethodResult,
  OPERATOR_ROUTES,
} from '@agent-chat/protocol';
import { bearerToken, createServer, type Server, type ServerOptions } from '@agent-chat/server';
import { createManualClock, type ManualClock } from '@agent-chat/core/testing';
import type { TestStore, TestStoreKind } from './test-stores.js';

type OperatorMethod = keyof typeof OPERATOR_ROUTES;
const ROUTES = { ...HTTP_ROUTES, ...OPERATOR_ROUTES };

/** One node of a server, called without a network. */
export interface OperatorNode {
  readonly server: Server;
  fetch(verb: string, path: string, options?: FetchOptions): Promise<Response>;
  /** With whatever params, as whoever has the token. */
  ask(method: keyof typeof ROUTES, params: object, token?: string): Promise<Response>;
  /** As the operator of a tenant, `default` unless said otherwise. */
  call<M extends OperatorMethod>(
    method: M,
    params: MethodParams<M>,
    tenant?: string,
  ): Promise<MethodResult<M>>;
  /** The error that a call is refused with. */
  refusal<M extends OperatorMethod>(method: M, params: MethodParams<M>, tenant?: string): Promise<ErrorBody>;
}

export interface FetchOptions {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface OperatorServer {
  readonly clock: ManualClock;
  readonly store: TestStore;
  /** Another node over the same store. */
  node(options?: Partial<ServerOptions>, runners?: Readonly<Record<string, AgentRunner>>): OperatorNode;
  close(): Promise<void>;
}

const ORIGIN = 'http://server.test';

/** The token of the operator of a tenant. */
export function operatorTokenOf(tenant: string): string {
  return `operator-of-${tenant}`;
}

export async function openOperatorServer(kind: TestStoreKind): Promise<OperatorServer> {
  const clock = createManualClock(Date.parse('2026-03-02T10:00:00.000Z'));
  const store = await kind.open(kind.name === 'PostgreSQL' ? systemClock() : clock);
  const closings: (() => Promise<void>)[] = [];
  return {
    clock,
    store,
    node(options = {}, agents = {}) {
      const { blobs, records } = store;
      const attachments = createAttachments({ blobs, records, clock, ids: randomIds() });
      const orchestrator = createOrchestrator({
        store,
        agents,
        attachments,
        clock,
      });
      const server = createServer({
        orchestrator,
        store,
        files: { attachments },
        clock,
        authenticate: async ({ headers }) => {
          const tenant = /^operator-of-(.+)$/.exec(bearerToken(headers) ?? '')?.[1];
          return tenant === undefined ? null : { kind: 'operator', tenant, participantId: 'olga' };
        },
        ...options,
      });
      closings.push(async () => {
        server.close();
        await orchestrator.close();
      });
      return nodeOf(server);
    },
    async close() {
      for (const close of closings) await close();
      await store.close();
    },
  };
}

function nodeOf(server: Server): OperatorNode {
  const send: OperatorNode['fetch'] = (verb, path, { token, body, headers } = {}) =>
    server.fetch(
      new Request(ORIGIN + path, {
        method: verb,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && !(body instanceof Uint8Array) && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: body instanceof Uint8Array ? body : JSON.stringify(body) }),
      } as RequestInit),
    );

  const ask: OperatorNode['ask'] = (method, params, token) => {
    const { verb, path } = ROUTES[method];
    const rest: Record<string, unknown> = { ...params };
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = String(rest[name]);
      delete rest[name];
      return encodeURIComponent(value);
    });
    const options = token === undefined ? {} : { token };
    if (verb !== 'GET' && verb !== 'DELETE') return send(verb, filled, { ...options, body: rest });
    const query = new URLSearchParams(Object.entries(rest).map(([name, value]) => [name, String(value)]));
    return send(verb, `${filled}?${query}`, options);
  };

  return {
    server,
    fetch: send,
    ask,
    async call(method, params, tenant) {
      const response = await ask(method, params, operatorTokenOf(tenant ?? 'default'));
      const answer: unknown = await response.json();
      if (!response.ok) throw new Error(`${method}: ${JSON.stringify(answer)}`);
      return answer as MethodResult<typeof method>;
    },
    async refusal(method, params, tenant) {
      const response = await ask(method, params, operatorTokenOf(tenant ?? 'default'));
      const answer: unknown = await response.json();
      if (response.ok) throw new Error(`${method} was not refused: ${JSON.stringify(answer)}`);
      return answer as ErrorBody;
    },
  };
}
