import type { Server as HttpServer } from 'node:http';
import { attachWebSocket } from '@agent-chat/server/node';
import type { Server } from '@agent-chat/server';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

/** The server in an application of Hono: on Node here, and the routes on every platform of Hono. */
export function mountInHono(server: Server, port: number): Promise<HttpServer> {
  const app = new Hono();
  app.get('/', (c) => c.text('My own page.'));
  app.all('/api/*', (c) => server.fetch(c.req.raw));
  return new Promise((resolve) => {
    const http = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => resolve(http)) as HttpServer;
    attachWebSocket(http, { server });
  });
}
