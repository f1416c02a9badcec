import type { Server as HttpServer } from 'node:http';
import { attachWebSocket } from '@agent-chat/server/node';
import { SERVER_PATHS, type Server } from '@agent-chat/server';
import { serve } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';

/** The server in an application of Hono: on Node here, and the routes on every platform of Hono. */
export function mountInHono(server: Server, port: number): Promise<HttpServer> {
  const app = new Hono();
  app.get('/', (c) => c.text('My own page.'));
  for (const path of SERVER_PATHS) {
    app.all(`${path}*`, (c) => server.fetch(c.req.raw, { remoteAddress: getConnInfo(c).remote.address }));
  }
  return new Promise((resolve) => {
    const http = serve(
      // The adapter's own `Response` is no other library's: without it the platform's stays in place.
      { fetch: app.fetch, port, hostname: '127.0.0.1', overrideGlobalObjects: false },
      () => resolve(http),
    ) as HttpServer;
    attachWebSocket(http, { server });
  });
}
