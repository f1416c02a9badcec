// An MCP server in a process of its own, over stdio or, with `--http`, over HTTP: it then prints its port.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import * as z from 'zod';

let cancelled = 0;
let running = 0;
let atOnce = 0;

function text(said: string) {
  return { content: [{ type: 'text' as const, text: said }] };
}

function newServer(): McpServer {
  const server = new McpServer({ name: 'test', version: '1' });
  const anything = z.object({}).loose();
  server.registerTool(
    'echo',
    { description: 'Says it again.', inputSchema: { said: z.string() }, annotations: { readOnlyHint: true } },
    ({ said }) => text(said),
  );
  server.registerTool(
    'add',
    {
      description: 'Adds.',
      inputSchema: { a: z.number(), b: z.number() },
      outputSchema: { sum: z.number() },
    },
    ({ a, b }) => ({ ...text(`${a + b}`), structuredContent: { sum: a + b } }),
  );
  server.registerTool('big', { description: 'Much.', inputSchema: { bytes: z.number() } }, ({ bytes }) =>
    text('x'.repeat(bytes)),
  );
  server.registerTool('fail', { description: 'Fails.', inputSchema: anything }, () => ({
    ...text('There is no such file.'),
    isError: true,
  }));
  const sized = z.object({ bytes: z.number().default(3) });
  server.registerTool('picture', { description: 'Shows.', inputSchema: sized }, ({ bytes }) => {
    const data = Buffer.alloc(bytes, 0x5a).toString('base64');
    return {
      content: [
        { type: 'text' as const, text: 'Here:' },
        { type: 'image' as const, data, mimeType: 'image/png' },
        { type: 'audio' as const, data, mimeType: 'audio/mpeg' },
        { type: 'resource' as const, resource: { uri: 'file:///a.pdf', blob: data } },
        { type: 'resource' as const, resource: { uri: 'file:///a.txt', text: 'A' } },
      ],
    };
  });
  server.registerTool(
    'meet',
    {
      description: 'Waits until two are there.',
      inputSchema: anything,
      annotations: { readOnlyHint: true },
    },
    async () => {
      running += 1;
      atOnce = Math.max(atOnce, running);
      const giveUp = Date.now() + 20_000;
      while (atOnce < 2 && Date.now() < giveUp) await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return text(`${atOnce} at once`);
    },
  );
  server.registerTool(
    'hang',
    { description: 'Never answers.', inputSchema: anything },
    (_args, { signal }) => {
      signal.addEventListener('abort', () => {
        cancelled += 1;
      });
      return new Promise<never>(() => undefined);
    },
  );
  server.registerTool('cancelled', { description: 'How many.', inputSchema: anything }, () =>
    text(`${cancelled}`),
  );
  server.registerTool('crash', { description: 'Ends.', inputSchema: anything }, () => process.exit(7));
  return server;
}

if (process.argv.includes('--silent')) {
  // Reads, and never says anything.
  process.stdin.resume();
} else if (process.argv.includes('--http')) {
  const http = createServer((request, response) => {
    const server = newServer();
    const transport = new StreamableHTTPServerTransport({});
    response.on('close', () => void server.close());
    void server
      .connect(transport as Parameters<McpServer['connect']>[0])
      .then(() => transport.handleRequest(request, response));
  });
  http.listen(0, '127.0.0.1', () => process.stdout.write(`${(http.address() as AddressInfo).port}\n`));
} else {
  await newServer().connect(new StdioServerTransport());
}
