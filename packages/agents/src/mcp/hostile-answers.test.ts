import { createServer } from 'node:net';
import { silentLogger } from '@agent-chat/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../test-support/providers.js';
import { createGuardedFetch } from './guarded-fetch.js';
import { McpConnection } from './mcp-connection.js';

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

describe('an MCP server that says without an end that its tools have changed', () => {
  it('is asked for them when somebody needs them, once', async () => {
    let asked = 0;
    const changed = 'data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n'.repeat(20);
    const results: Readonly<Record<string, () => unknown>> = {
      initialize: () => ({
        protocolVersion: '2025-06-18',
        capabilities: { tools: { listChanged: true } },
        serverInfo: { name: 's', version: '1' },
      }),
      'tools/list': () => ({ tools: [{ name: `t${(asked += 1)}`, inputSchema: { type: 'object' } }] }),
      'tools/call': () => ({ content: [] }),
    };
    const server = await listen(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const { id, method = '' } = JSON.parse(body || '{}') as { id?: number; method?: string };
      const result = results[method]?.();
      if (result === undefined) return void response.writeHead(request.method === 'POST' ? 202 : 405).end();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`${changed}data: ${JSON.stringify({ jsonrpc: '2.0', id, result })}\n\n`);
    });
    onTestFinished(() => server.close());
    const connection = new McpConnection({ name: 's', url: server.url, allowInternal: true }, silentLogger);
    onTestFinished(() => connection.close());
    const { client, tools } = await connection.session();
    for (let calls = 0; calls < 3; calls += 1) await client.callTool({ name: 't1', arguments: {} });
    expect([asked, tools.map(({ name }) => name)]).toEqual([1, ['t1']]);
    const [again, besides] = await Promise.all([connection.session(), connection.session()]);
    expect([asked, again.tools.map(({ name }) => name)]).toEqual([2, ['t2']]);
    expect(besides).toBe(again);
  });
});
