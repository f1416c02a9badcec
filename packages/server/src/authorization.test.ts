// Who may do what, from one generated table: every method on every transport, every stream and every
// other route, by every kind of caller of two tenants. A method or route without a row fails here:
// add it to `test-support/authorization/method-rows.ts`, or to `OTHER_ROUTES` below.
import {
  createAttachments,
  createMemoryStore,
  createMemoryFileStore,
  createOrchestrator,
  randomIds,
  systemClock,
} from '@agent-chat/core';
import {
  CONTRACT,
  type ErrorBody,
  isRoutedMethod,
  METHOD_NAMES,
  type MethodName,
} from '@agent-chat/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp } from './http/http-app.js';
import type { HttpContext } from './http/http-app.js';
import { METHOD_ROUTES } from './http/method-routes.js';
import { bearerToken } from './methods/authenticator.js';
import { createServer } from './server.js';
import { DEMO } from './test-support/test-server.js';
import type { SocketPeer } from './websocket/socket-peer.js';
import { CALLERS, callerOf, type TableCaller, tokenOf } from './test-support/authorization/callers.js';
import { METHOD_ROWS, type Target } from './test-support/authorization/method-rows.js';

/**
 * `readers`: whoever may read the conversation; `writers`: those of them who may write; `sender`: who
 * has sent the file, or an operator. For others a conversation or a file is not there.
 */
type RouteRow = 'anyone' | 'operator' | 'readers' | 'writers' | 'sender';

/** Routes that are in no method, with who may use them. */
const OTHER_ROUTES: Readonly<Record<string, RouteRow>> = {
  'GET /api/health': 'anyone',
  'GET /api/ready': 'anyone',
  'GET /api/metrics': 'operator',
  'GET /api/openapi.json': 'anyone',
  'POST /api/interfaces/:interfaceId/assets': 'operator',
  'GET /api/conversations/:conversationId/export': 'operator',
  'POST /api/conversation-imports': 'operator',
  'GET /api/public/interface-assets/:name': 'anyone',
  'GET /widget/:file': 'anyone',
  'GET /elements/:version/:file': 'anyone',
  'GET /embed/:slug': 'anyone',
  'GET /c/:slug': 'anyone',
  'POST /api/conversations/:conversationId/attachments': 'writers',
  'GET /api/attachments/:attachmentId': 'readers',
  'DELETE /api/attachments/:attachmentId': 'sender',
  'POST /api/attachments/:attachmentId/release': 'operator',
  'GET /api/attachments/:attachmentId/content': 'readers',
  'GET /api/conversations/:conversationId/documents/:docId': 'readers',
  'GET /api/conversations/:conversationId/documents/:docId/content': 'readers',
};

const REFUSALS = ['Unauthorized', 'Forbidden', 'UnknownConversation', 'UnknownInterface', 'ConversationGone'];

const store = createMemoryStore();
const { records } = store;
const attachments = createAttachments({
  files: createMemoryFileStore(),
  records,
  clock: systemClock(),
  ids: randomIds(),
});
const orchestrator = createOrchestrator({
  store,
  attachments,
  personas: {
    pin: async (_tenant, personaId) => (personaId === null ? null : { personaId, version: '1' }),
  },
});
const server = createServer({
  orchestrator,
  store,
  files: { attachments },
  tenant: 'one',
  interfaces: [DEMO],
  agents: [{ agentId: 'echo', name: 'Echo', description: null }],
  llm: {
    defaultModel: 'small',
    models: [],
    complete: async () => ({
      model: 'small',
      modelId: 'small-1',
      text: 'Hello',
      finishReason: 'stop',
      usage: null,
      costMicroUsd: null,
    }),
  },
  authenticate: async ({ headers }) => callerOf(bearerToken(headers) ?? ''),
});
afterAll(() => orchestrator.close());

const operator = { kind: 'operator', tenant: 'one', participantId: 'op' } as const;
let requests = 0;
let sessionId = '';

beforeAll(async () => {
  await server.fetch(new Request('http://localhost/api/public/interfaces/demo/sessions', { method: 'POST' }));
  const { text } = await callHttp('listSessions', {}, tokenOf(operator));
  sessionId = (JSON.parse(text) as { sessions: { sessionId: string }[] }).sessions[0]?.sessionId ?? '';
  expect(sessionId).not.toBe('');
});

/** What nobody has touched: calls that are allowed change it. */
async function newTarget(needsRecords: boolean): Promise<Target> {
  const { conversationId } = await orchestrator.as(operator).call('createConversation', {
    clientRequestId: `target-${(requests += 1)}`,
    participants: [
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { participantId: 'vera', kind: 'user', displayName: 'Vera' },
      { participantId: 'op', kind: 'user', displayName: 'Op' },
      { participantId: 'echo', kind: 'agent', displayName: 'Echo' },
    ],
  });
  const clientRequestId = `request-${requests}`;
  const target = {
    conversationId,
    clientRequestId,
    interfaceId: 'none',
    scenarioId: 'none',
    sessionId,
    caller: 'op',
  };
  if (!needsRecords) return target;
  const params = METHOD_ROWS.createInterface.params({ ...target, clientRequestId: `new-${requests}` });
  const created = await callHttp('createInterface', params, tokenOf(operator));
  if (created.outcome !== 'ok') throw new Error(created.text);
  const { interfaceId } = JSON.parse(created.text) as { interfaceId: string };
  const kept = await callHttp('createScenario', METHOD_ROWS.createScenario.params(target), tokenOf(operator));
  if (kept.outcome !== 'ok') throw new Error(kept.text);
  return { ...target, interfaceId, scenarioId: clientRequestId };
}

/** `ok`, or the code of the error. */
type Outcome = string;

async function callHttp(
  method: MethodName,
  params: Readonly<Record<string, unknown>>,
  token: string | null,
): Promise<{ readonly outcome: Outcome; readonly text: string }> {
  if (!isRoutedMethod(method)) throw new Error(`${method} is not for HTTP.`);
  const { verb, path } = CONTRACT[method].http;
  const rest = new Map(Object.entries(params));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => {
    const value = String(rest.get(name));
    rest.delete(name);
    return encodeURIComponent(value);
  });
  const hasBody = verb !== 'GET' && verb !== 'DELETE';
  const query = new URLSearchParams([...rest].map(([name, value]) => [name, textOf(value)]));
  const leaving = new AbortController();
  const response = await server.fetch(
    new Request(`http://localhost${filled}${hasBody ? '' : `?${query.toString()}`}`, {
      method: verb,
      signal: leaving.signal,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(hasBody && { 'content-type': 'application/json' }),
      },
      ...(hasBody && { body: JSON.stringify(Object.fromEntries(rest)) }),
    }),
  );
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const text = isStream ? '' : await response.text();
  leaving.abort();
  return { outcome: response.ok ? 'ok' : (JSON.parse(text) as ErrorBody).code, text };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Over a WebSocket of its own, which authenticates first if there is somebody to. */
async function callSocket(
  method: MethodName,
  params: Readonly<Record<string, unknown>>,
  token: string | null,
): Promise<Outcome> {
  const answered = Promise.withResolvers<Outcome>();
  const peer: SocketPeer = {
    bufferedAmount: 0,
    close: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    send(text) {
      const { id, error } = JSON.parse(text) as { id?: number; error?: { data: { code: string } } };
      if (id === 2) answered.resolve(error?.data.code ?? 'ok');
    },
  };
  const socket = server.webSocket.open(peer, new Request('http://localhost/api/ws'));
  const ask = (id: number, name: string, given: object): void =>
    socket.message(JSON.stringify({ jsonrpc: '2.0', id, method: name, params: given }));
  if (token !== null) ask(1, 'authenticate', { token });
  ask(2, method, params);
  const outcome = await answered.promise;
  socket.closed();
  return outcome;
}

/** The code that refuses the caller, or `null`: it is let through, whatever becomes of its call. */
function refusalOf(method: MethodName, caller: TableCaller): string | null {
  const { callers } = CONTRACT[method];
  if (callers === 'anyone') return null;
  if (caller.kind === null) return 'Unauthorized';
  if (!(callers as readonly string[]).includes(caller.kind)) return 'Forbidden';
  const { about, unknown = 'UnknownInterface', forbiddenTo = [] } = METHOD_ROWS[method];
  if (about === 'conversation' && !caller.isOfConversation) return 'UnknownConversation';
  if (forbiddenTo.includes(caller.kind)) return 'Forbidden';
  if (about === 'record' && caller.tenant !== 'one') return unknown;
  return null;
}

/** Sessions are the server's own: callers whom the host knows have none, and none to end. */
const OF_SESSIONS: readonly MethodName[] = [
  'endSession',
  'listVisitorConversations',
  'renameVisitorConversation',
];

function expectOutcome(outcome: Outcome, method: MethodName, caller: TableCaller): void {
  const refusal = refusalOf(method, caller);
  if (refusal !== null) expect(outcome).toBe(refusal);
  else if (!OF_SESSIONS.includes(method) && method !== 'authenticate') {
    expect([...REFUSALS.slice(0, 3), 'InvalidRequest', 'Internal']).not.toContain(outcome);
  }
}

describe('the table of who may do what', () => {
  it('has a row for every method and every other route', () => {
    expect(Object.keys(METHOD_ROWS).toSorted()).toEqual(METHOD_NAMES.toSorted());
    const ofMethods = new Set(METHOD_ROUTES.map(({ verb, pattern }) => `${verb} ${pattern}`));
    const others = createHttpApp({} as HttpContext)
      .routes.filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`)
      .filter((route) => !ofMethods.has(route));
    expect(others.toSorted()).toEqual(Object.keys(OTHER_ROUTES).toSorted());
  });

  it.each(METHOD_NAMES)('%s', async (method) => {
    const row = METHOD_ROWS[method];
    for (const [name, caller] of Object.entries(CALLERS)) {
      for (const transport of isRoutedMethod(method) ? ['HTTP', 'WebSocket'] : ['WebSocket']) {
        const target = await newTarget(row.about === 'record');
        const as = caller.as(target.conversationId);
        const token = as === null ? null : tokenOf(as);
        const participantId = as !== null && 'participantId' in as ? as.participantId : 'nobody';
        const params = row.params({ ...target, caller: participantId });
        const outcome =
          transport === 'HTTP'
            ? (await callHttp(method, params, token)).outcome
            : await callSocket(method, params, token);
        try {
          expectOutcome(outcome, method, caller);
        } catch (cause) {
          throw new Error(`${method} by ${name} over ${transport}: ${outcome}`, { cause });
        }
      }
    }
  });

  /** What the status is for a caller who may not; `null` for one who may. */
  function refusedStatus(row: RouteRow, path: string, caller: TableCaller): number | null {
    if (row === 'anyone') return null;
    if (caller.kind === null) return 401;
    if (row === 'operator') {
      if (caller.kind !== 'operator') return 403;
      return caller.tenant !== 'one' && path.includes(':') ? 404 : null;
    }
    const isReader = caller.isOfConversation;
    if (row === 'writers' && caller.kind === 'observer') return 403;
    if (!isReader) return 404;
    return row === 'sender' && caller.kind !== 'operator' && caller.kind !== 'member' ? 403 : null;
  }

  it.each(Object.entries(OTHER_ROUTES))('%s is for %s', async (route, row) => {
    const [verb = '', path = ''] = route.split(' ');
    for (const [name, caller] of Object.entries(CALLERS)) {
      const { interfaceId, conversationId } = await newTarget(path.includes(':interfaceId'));
      const { attachmentId, docId } = await attachments.receive({
        tenant: 'one',
        conversationId,
        name: 'a.txt',
        contentType: 'text/plain',
        chunks: new Blob(['hello']).stream(),
        createdBy: 'ada',
      });
      const ids: Record<string, string> = { interfaceId, conversationId, attachmentId, docId, name: 'none' };
      const filled = path.replaceAll(/:(\w+)/g, (_match, param: string) => ids[param] ?? param);
      const as = caller.as(conversationId);
      const headers = as === null ? {} : { authorization: `Bearer ${tokenOf(as)}` };
      const isUpload = row === 'writers';
      const request = new Request(`http://localhost${filled}`, {
        method: verb,
        headers,
        ...(isUpload && { body: 'hello' }),
      });
      const { status } = await server.fetch(request);
      const refused = refusedStatus(row, path, caller);
      if (refused !== null) expect(status, name).toBe(refused);
      else expect([401, 403, 500], name).not.toContain(status);
      const isOfFiles = path.includes('attachment') || path.includes('documents');
      if (refused === null && isOfFiles && row !== 'anyone') expect(status, name).toBeLessThan(300);
    }
  });

  it('shows and makes nothing across tenants where no id is named', async () => {
    const target = await newTarget(true);
    const { conversationId } = target;
    const foreign = tokenOf({ kind: 'operator', tenant: 'two', participantId: 'op' });
    for (const method of ['listConversations', 'listInterfaces', 'listScenarios', 'listSessions'] as const) {
      const params = METHOD_ROWS[method].params({ ...target, clientRequestId: 'list' });
      const mine = await callHttp(method, params, tokenOf(operator));
      const theirs = await callHttp(method, params, foreign);
      expect(theirs.outcome).toBe('ok');
      expect(mine.text.length).toBeGreaterThan(theirs.text.length);
      expect(theirs.text).not.toContain('"tenant":"one"');
      if (method === 'listConversations') expect(theirs.text).not.toContain(conversationId);
    }
    const frames = orchestrator
      .as({ kind: 'operator', tenant: 'two', participantId: 'op' })
      .subscribeAll({ afterPosition: '0' });
    const kinds: string[] = [];
    for await (const frame of frames) {
      kinds.push(frame.kind);
      if (frame.kind === 'event') expect(frame.data.conversationId).not.toBe(conversationId);
      if (kinds.filter((kind) => kind === 'position').length === 2) break;
    }
  });
});
