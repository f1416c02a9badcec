import type { Server as HttpServer } from 'node:http';
import { attachWebSocket, createRequestListener } from '@agent-chat/server/node';
import { SERVER_PATHS, type Server } from '@agent-chat/server';
import Fastify from 'fastify';

/** The server in an application of Fastify, in a scope of its own: it reads bodies itself. */
export async function mountInFastify(server: Server, port: number): Promise<HttpServer> {
  const app = Fastify();
  const answer = createRequestListener(server);
  app.get('/', () => 'My own page.');
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    for (const path of SERVER_PATHS) {
      scope.all(`${path}*`, (request, reply) => {
        reply.hijack();
        void answer(request.raw, reply.raw);
      });
    }
  });
  attachWebSocket(app.server, { server });
  await app.listen({ port, host: '127.0.0.1' });
  return app.server;
}
