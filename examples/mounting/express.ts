import { createServer, type Server as HttpServer } from 'node:http';
import { attachWebSocket, createRequestListener } from '@agent-chat/server/node';
import { SERVER_PATHS, type Server } from '@agent-chat/server';
import express from 'express';

/** The server in an application of Express. It reads bodies itself: mount it before `express.json()`. */
export function mountInExpress(server: Server, port: number): Promise<HttpServer> {
  const app = express();
  const answer = createRequestListener(server);
  const paths = SERVER_PATHS.map((path) => `${path}*path`);
  app.all(paths, (request, response) => void answer(request, response));
  app.use(express.json());
  app.get('/', (_request, response) => void response.send('My own page.'));
  const http = createServer(app);
  attachWebSocket(http, { server });
  return new Promise((resolve) => http.listen(port, '127.0.0.1', () => resolve(http)));
}
