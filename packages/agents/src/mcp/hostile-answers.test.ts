import { createServer } from 'node:net';
import { silentLogger, systemClock } from '@agent-chat/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../test-support/providers.js';
import { callTool } from '../tools/call-tool.js';
import { createGuardedFetch } from './guarded-fetch.js';
import { callServerTool } from './mcp-client.js';
import { McpConnection } from './mcp-connection.js';
import { createMcpTools, type McpTools } from './mcp-tools.js';

const handOff = async (): Promise<void> => undefined;

/** A server whose connections begin with these very bytes, and go on with `more` for as long as they are read. */
async function answering(head: string, more: string | null = null): Promise<string> {
  const server = createServer((socket) => {
    // Whoever has had enough of it resets the connection.
    socket.on('error', () => socket.destroy());
    socket.once('data', () => {
      socket.write(head);
      if (more === null) return void socket.end();
      const go = (): void => {
        while (!socket.destroyed && socket.write(more));
      };
      socket.on('drain', go);
      go();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  return `http://127.0.0.1:${port}/`;
}

describe('the guarded fetch of a hostile server', () => {
  const fetch = createGuardedFetch({ allowInternal: true, maxBytes: 200_000 });

  it.each([
    'HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\nok',
    'HTTP/1.1 600 Odd\r\ncontent-length: 2\r\n\r\nok',
    'HTTP/1.1 099 Odd\r\ncontent-length: 2\r\n\r\nok',
    'HTTP/1.1 101 Other\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
    'HTTP/1.1 101 Other\r\n\r\n',
    'HTTP/1.1 200 O\u0001K\r\ncontent-length: 2\r\n\r\nok',
    'HTTP/1.1 204 No\u007fne\r\n\r\n',
    'HTTP/1.1 200 OK\r\nx-a: b\u0001c\r\n\r\nok',
    'HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 777 Odd\r\n\r\n',
    'nothing of HTTP\r\n\r\n',
    '',
  ])('rejects after %j, and throws nothing beside it', async (head) => {
    await expect(fetch(await answering(head))).rejects.toThrow();
  });

  it.each([
    ['application/json', `${' '.repeat(999)}\n\n`],
    ['text/event-stream', `data: ${'x'.repeat(993)}\n`],
  ])('reads no endless message of the type %s, whatever lines it has', async (type, more) => {
    const response = await fetch(await answering(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\n\r\n`, more));
    await expect(response.text()).rejects.toThrow('more than 200000 bytes');
  });

  it('reads on a stream of many events', async () => {
    const event = `data: ${'x'.repeat(993)}\r\n\r\n`;
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n';
    const response = await fetch(await answering(head + event.repeat(1_000)));
    expect(await response.text()).toHaveLength(event.length * 1_000);
  });
});

type Results = Readonly<Record<string, (params: { readonly cursor?: string }) => unknown>>;

/** An MCP server that answers by `results`, and with `null` never; what else it is told it takes. */
async function serverThat(results: Results, before = ''): Promise<string> {
  const all: Results = {
    initialize: () => ({
      protocolVersion: '2025-06-18',
      capabilities: { tools: { listChanged: true } },
      serverInfo: { name: 's', version: '1' },
    }),
    ...results,
  };
  const server = await listen(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { id, method = '', params = {} } = JSON.parse(body || '{}') as Asked;
    const result = await all[method]?.(params);
    if (result === null) return;
    if (result === undefined) return void response.writeHead(request.method === 'POST' ? 202 : 405).end();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`${before}data: ${JSON.stringify({ jsonrpc: '2.0', id, result })}\n\n`);
  });
  onTestFinished(() => server.close());
  return server.url;
}

interface Asked {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly cursor?: string };
}

function toolsOf(url: string, connectTimeoutMs?: number): McpTools {
  const tools = createMcpTools({ servers: [{ name: 's', url, allowInternal: true, connectTimeoutMs }] });
  onTestFinished(() => tools.close());
  return tools;
}

const inputSchema = { type: 'object' };
const { signal } = new AbortController();

describe('an MCP server that says without an end that its tools have changed', () => {
  it('is asked for them when somebody needs them, once', async () => {
    let asked = 0;
    const changed = 'data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n'.repeat(20);
    const url = await serverThat(
      {
        'tools/list': () => ({ tools: [{ name: `t${(asked += 1)}`, inputSchema }] }),
        'tools/call': () => ({ content: [] }),
      },
      changed,
    );
    const connection = new McpConnection({ name: 's', url, allowInternal: true }, silentLogger);
    onTestFinished(() => connection.close());
    const { client, tools } = await connection.session();
    const call = { name: 't1', arguments: {} };
    for (let calls = 0; calls < 3; calls += 1)
      await callServerTool(client, call, { signal, timeout: 10_000 });
    expect([asked, tools.map(({ name }) => name)]).toEqual([1, ['t1']]);
    const [again, besides] = await Promise.all([connection.session(), connection.session()]);
    expect([asked, again.tools.map(({ name }) => name)]).toEqual([2, ['t2']]);
    expect(besides).toBe(again);
  });
});

describe('what an MCP server says of its answers', () => {
  const schemaOf = (it: object) => ({ type: 'object', properties: { it } });

  it.each([
    ['a pattern that never ends', schemaOf({ type: 'string', pattern: '^(a+)+$' })],
    ['a pattern that is none', schemaOf({ type: 'string', pattern: '\\-(' })],
    ['a schema of somebody else', schemaOf({ $ref: 'https://schemas.example/it' })],
    ['what its answers do not fit', schemaOf({ type: 'number' })],
    ['a schema of no object', { type: 'array' }],
    ['no schema', 'any'],
  ])('is not run: %s', async (_what, outputSchema) => {
    const it = `${'a'.repeat(200)}!`;
    const url = await serverThat({
      'tools/list': () => ({ tools: [{ name: 'do', inputSchema, outputSchema }] }),
      'tools/call': () => ({ content: [], structuredContent: { it } }),
    });
    const { tools, failures } = await toolsOf(url).list({ signal });
    expect(failures).toEqual([]);
    const call = { tenant: 'default', conversationId: 'c', turn: 2, toolCallId: 't', agentId: 'a' };
    const context = { clock: systemClock(), logger: silentLogger, signal, call, handOff };
    expect(await Promise.all(tools.map((tool) => callTool(tool, {}, context)))).toEqual([{ output: { it } }]);
  });

  it('takes no other tool with it where it lists one that is none', async () => {
    const odd = [{ name: 'a' }, 'b', { name: 'c', inputSchema: { type: 'string' } }, null];
    const url = await serverThat({ 'tools/list': () => ({ tools: [...odd, { name: 'd', inputSchema }] }) });
    expect(await toolsOf(url).list({ signal })).toMatchObject({ tools: [{ name: 's__d' }], failures: [] });
  });
});

it('a list of more tools than anybody has is none', async () => {
  const tools = Array.from({ length: 2_001 }, (_, place) => ({ name: `t${place}`, inputSchema }));
  const listed = await toolsOf(await serverThat({ 'tools/list': () => ({ tools }) })).list({ signal });
  expect([listed.tools.length, listed.failures.length]).toEqual([0, 1]);
});

describe('the time for reaching an MCP server', () => {
  const never = { 'notifications/initialized': () => null };

  it('ends with one that stops answering after it has begun', async () => {
    const tools = toolsOf(await serverThat(never), 300);
    expect((await tools.list({ signal })).failures).toHaveLength(1);
    await tools.close();
  });

  it('is that of all pages of its tools together', async () => {
    let asked = 0;
    const url = await serverThat({
      'tools/list': async () => {
        asked += 1;
        await new Promise((resolve) => setTimeout(resolve, 200));
        return { tools: [], nextCursor: 'more' };
      },
    });
    expect((await toolsOf(url, 1_000).list({ signal })).failures).toHaveLength(1);
    expect(asked).toBeLessThan(20);
  });

  it('is over when the tools are closed', async () => {
    const begun = Promise.withResolvers<null>();
    const tools = toolsOf(
      await serverThat({
        'notifications/initialized': () => {
          begun.resolve(null);
          return null;
        },
      }),
      600_000,
    );
    const listing = tools.list({ signal });
    await begun.promise;
    await tools.close();
    expect((await listing).failures).toHaveLength(1);
  });
});
