import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { createServer, SERVER_PATHS, type Server } from '@agent-chat/server';
import { createRequestListener } from '@agent-chat/server/node';
import { expect, it, onTestFinished } from 'vitest';
import { mountInExpress } from '../../../examples/mounting/express.js';
import { mountInFastify } from '../../../examples/mounting/fastify.js';
import { mountInHono } from '../../../examples/mounting/hono.js';
import { routeHandlers } from '../../../examples/mounting/next/lib/route-handlers.js';
import { mountInNitro } from '../../../examples/mounting/nitro.js';
import { expectMountedChat, expectUpgradesAnswered } from './support/mounted-chat.js';

/** What each of them leaves listening, and how it ends. */
interface Mounted {
  readonly url: string;
  close(): Promise<unknown>;
}

const ofNode =
  (mount: (server: Server, port: number) => Promise<HttpServer>) =>
  async (server: Server): Promise<Mounted> => {
    const http = await mount(server, 0);
    return {
      url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
      async close() {
        http.closeAllConnections();
        http.close();
      },
    };
  };

/** As Next.js calls the handlers of a route: by the verb, with a request of the web standard. */
async function mountInNext(server: Server, port: number): Promise<HttpServer> {
  const handlers: Readonly<Record<string, (request: Request) => Promise<Response>>> = routeHandlers(
    async () => server,
  );
  const answer = createRequestListener({
    ...server,
    fetch: async (request) =>
      (await handlers[request.method]?.(request)) ?? new Response(null, { status: 405 }),
  });
  const http = createHttpServer((request, response) => {
    const isOurs = SERVER_PATHS.some((path) => request.url?.startsWith(path));
    if (isOurs) void answer(request, response);
    else response.end('My own page.');
  });
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  return http;
}

it.each([
  ['Hono', ofNode(mountInHono), { takesSockets: true, knowsAddresses: true }],
  ['Express', ofNode(mountInExpress), { takesSockets: true, knowsAddresses: true }],
  ['Fastify', ofNode(mountInFastify), { takesSockets: true, knowsAddresses: true }],
  [
    'Nitro',
    async (server: Server): Promise<Mounted> => {
      const listening = await mountInNitro(server, 0);
      return { url: (listening.url ?? '').replace(/\/$/, ''), close: () => listening.close(true) };
    },
    { takesSockets: false, knowsAddresses: true },
  ],
  ['Next.js', ofNode(mountInNext), { takesSockets: false, knowsAddresses: false }],
] as const)(
  'inside %s the server answers and streams beside the pages of its host, and takes WebSockets where there are any',
  async (_name, mount, { takesSockets, knowsAddresses }) => {
    const store = createMemoryStore();
    const orchestrator = createOrchestrator({
      store,
      agents: {
        greeter: {
          async *run() {
            yield { type: 'message', parts: [{ type: 'text', text: 'Hello.' }], finality: 'turn' };
          },
        },
      },
    });
    const server = createServer({
      orchestrator,
      store,
      creationLimit: { sessions: 1, windowSeconds: 600 },
      assets: new Map([
        [
          '/elements/a.js',
          { body: new TextEncoder().encode('export {};'), contentType: 'text/javascript; charset=utf-8' },
        ],
      ]),
      interfaces: [
        {
          slug: 'demo',
          title: 'Demo',
          description: null,
          welcomeMessage: 'Hello.',
          placeholderText: 'Write',
          suggestedPrompts: [],
          persistenceType: 'session',
          participants: [{ participantId: 'greeter', kind: 'agent', displayName: 'Greeter' }],
        },
      ],
    });
    const { url, close } = await mount(server);
    onTestFinished(async () => {
      server.close();
      await close();
      await orchestrator.close();
    });

    const script = await fetch(`${url}/elements/a.js`);
    expect(await script.text()).toBe('export {};');
    await expectMountedChat({ url, takesSockets });
    if (takesSockets) await expectUpgradesAnswered({ url });
    const another = await fetch(`${url}/api/public/interfaces/demo/sessions`, { method: 'POST' });
    expect(another.status).toBe(knowsAddresses ? 429 : 200);
  },
);
