import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLogger, systemClock } from '@agent-chat/core';
import { expect, it, onTestFinished, vi } from 'vitest';
import { callTool } from '../tools/call-tool.js';
import { createMcpTools } from './mcp-tools.js';

const handOff = async (): Promise<void> => undefined;

interface Asked {
  readonly id?: number;
  readonly method: string;
  readonly params?: { readonly protocolVersion?: string };
}

async function askedBy(request: IncomingMessage): Promise<Asked> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text) as Asked;
}

interface Refusal {
  readonly status: number;
  readonly body: string;
}

/**
 * An MCP server that forgets its sessions when it is told to, as one that is started anew, and then
 * answers with `unknown`.
 */
async function forgetfulServer(unknown: Refusal = { status: 404, body: 'No session.' }) {
  let session = 1;
  /** What it tells by itself, one stream for each session. */
  const streams = new Set<ServerResponse>();
  let calls = 0;
  /** The sessions that were ended. */
  const ended: (string | string[] | undefined)[] = [];
  let answersDelete = true;
  /** Answers the next that begins a session with an error, once it is resolved. */
  let refusal: Promise<void> | null = null;
  const results: Readonly<Record<string, (asked: Asked) => object>> = {
    initialize: ({ params }) => ({
      protocolVersion: params?.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'forgetful', version: '1' },
    }),
    'tools/list': () => ({ tools: [{ name: 'count', inputSchema: { type: 'object' } }] }),
    'tools/call': () => ({ content: [{ type: 'text', text: String((calls += 1)) }] }),
  };
  const http = createServer((request, response) => {
    void (async () => {
      if (request.method === 'GET') {
        streams.add(response.on('close', () => streams.delete(response)));
        return response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      }
      if (request.method !== 'POST') {
        ended.push(request.headers['mcp-session-id']);
        return answersDelete ? response.writeHead(405).end() : response;
      }
      const asked = await askedBy(request);
      const isKnown = request.headers['mcp-session-id'] === String(session);
      if (asked.method === 'initialize' && refusal !== null) {
        await refusal;
        refusal = null;
        return response.writeHead(500).end('Not now.');
      }
      if (asked.method !== 'initialize' && !isKnown)
        return response.writeHead(unknown.status).end(unknown.body);
      if (asked.id === undefined) return response.writeHead(202).end();
      const result = results[asked.method]?.(asked);
      response.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': String(session) });
      return response.end(JSON.stringify({ jsonrpc: '2.0', id: asked.id, result }));
    })();
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    http.close();
    http.closeAllConnections();
  });
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    streams,
    ended,
    ignoreDelete: () => {
      answersDelete = false;
    },
    forget: () => (session += 1),
    refuseNext: (when: Promise<void>) => {
      refusal = when;
    },
    tell: (method: string) => {
      const told = `data: ${JSON.stringify({ jsonrpc: '2.0', method })}\n\n`;
      for (const stream of streams) stream.write(told);
    },
  };
}

/** The one tool of `server`, called as often as is asked. */
async function countingWith(server: { readonly url: string }) {
  const tools = createMcpTools({ servers: [{ name: 'srv', url: server.url, allowInternal: true }] });
  onTestFinished(() => tools.close());
  const { signal } = new AbortController();
  const [tool] = (await tools.list({ signal })).tools;
  if (tool === undefined) throw new Error('There is no tool.');
  const call = { tenant: 'default', conversationId: 'c', turn: 2, toolCallId: 't', agentId: 'a' };
  const context = { clock: systemClock(), logger: silentLogger, signal, call, handOff };
  const count = () => callTool(tool, {}, context);
  return { tools, count };
}

const refusal = (status: number, code: number, message: string): Refusal => ({
  status,
  body: JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null }),
});

it.each([
  { status: 404, body: 'No session.' },
  refusal(404, -32001, 'Session not found'),
  refusal(400, -32000, 'Bad Request: No valid session ID provided'),
  refusal(400, -32000, 'Bad Request: Server not initialized'),
])(
  'a server over HTTP that has forgotten its session gets another one, and each call once: %j',
  async (unknown) => {
    const server = await forgetfulServer(unknown);
    const { count } = await countingWith(server);
    expect(await count()).toEqual({ output: '1' });
    server.forget();
    expect(await Promise.all([count(), count()])).toEqual(
      expect.arrayContaining([{ output: '2' }, { output: '3' }]),
    );
  },
);

it.each([
  { status: 400, body: 'Bad Request' },
  { status: 400, body: '{"detail":"No."}' },
  { status: 401, body: '' },
  refusal(400, -32602, 'Invalid params'),
])(
  'a server over HTTP that refuses a call is not asked again, and the next call has another session: %j',
  async (unknown) => {
    const server = await forgetfulServer(unknown);
    const { count } = await countingWith(server);
    server.forget();
    expect(await count()).toMatchObject({ error: { code: 'mcp_unreachable' } });
    expect(await count()).toEqual({ output: '1' });
  },
);

it('a server over HTTP keeps its session through a call that comes too soon', async () => {
  const server = await forgetfulServer({ status: 429, body: 'Too many.' });
  const { tools, count } = await countingWith(server);
  server.forget();
  for (let calls = 0; calls < 2; calls += 1) {
    expect(await count()).toMatchObject({ error: { code: 'mcp_unreachable' } });
  }
  await tools.close();
  expect(server.ended).toEqual(['1']);
});

it('is told that its session is over, and waited for no longer than a moment', async () => {
  const server = await forgetfulServer();
  const { tools } = await countingWith(server);
  server.ignoreDelete();
  await tools.close();
  expect(server.ended).toEqual(['1']);
});

it('leaves no connection open of the sessions that a server has forgotten', async () => {
  const server = await forgetfulServer();
  const config = { name: 'srv', url: server.url, allowInternal: true, timeoutMs: 500 };
  const tools = createMcpTools({ servers: [config] });
  onTestFinished(() => tools.close());
  const { signal } = new AbortController();
  const [tool] = (await tools.list({ signal })).tools;
  if (tool === undefined) throw new Error('There is no tool.');
  const call = { tenant: 'default', conversationId: 'c', turn: 2, toolCallId: 't', agentId: 'a' };
  for (let round = 1; round <= 4; round += 1) {
    await expect.poll(() => server.streams.size).toBeGreaterThan(0);
    server.forget();
    const context = { clock: systemClock(), logger: silentLogger, signal, call, handOff };
    expect(await callTool(tool, {}, context)).toEqual({ output: String(round) });
  }
  await expect.poll(() => server.streams.size, { timeout: 10_000 }).toBe(1);
  await tools.close();
  await expect.poll(() => server.streams.size).toBe(0);
});

it('is reached again after a session that it has forgotten spoke while the next one failed to open', async () => {
  const server = await forgetfulServer();
  const tools = createMcpTools({ servers: [{ name: 'srv', url: server.url, allowInternal: true }] });
  onTestFinished(() => tools.close());
  const { signal } = new AbortController();
  const [tool] = (await tools.list({ signal })).tools;
  if (tool === undefined) throw new Error('There is no tool.');
  await expect.poll(() => server.streams.size).toBe(1);
  const gate = Promise.withResolvers<void>();
  server.forget();
  server.refuseNext(gate.promise);
  const call = { tenant: 'default', conversationId: 'c', turn: 2, toolCallId: 't', agentId: 'a' };
  const context = { clock: systemClock(), logger: silentLogger, signal, call, handOff };
  const calling = callTool(tool, {}, context);
  const settle = () => new Promise((resolve) => setTimeout(resolve, 300));
  await settle();
  server.tell('notifications/tools/list_changed');
  await settle();
  const listing = tools.list({ signal });
  gate.resolve();
  expect(await calling).toHaveProperty('error');
  expect((await listing).failures).toHaveLength(1);
  // It is left alone for a while after a failure.
  const later = performance.now() + 60_000;
  vi.spyOn(performance, 'now').mockReturnValue(later);
  onTestFinished(() => void vi.restoreAllMocks());
  expect(await tools.list({ signal })).toMatchObject({ failures: [], tools: [{ name: 'srv__count' }] });
});
