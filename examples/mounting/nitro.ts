import { SERVER_PATHS, type Server } from '@agent-chat/server';
import { defineHandler, H3, serve } from 'h3';

/**
 * The server in an application of H3, which Nitro is made of. In a project of Nitro the handler is
 * `export default defineHandler(…)` in `routes/api/[...].ts`, and in a file for each other path of
 * `SERVER_PATHS`. Pages read by event streams.
 */
export async function mountInNitro(server: Server, port: number): Promise<ReturnType<typeof serve>> {
  const app = new H3();
  const handler = defineHandler((event) => server.fetch(event.req, { remoteAddress: event.req.ip }));
  for (const path of SERVER_PATHS) app.all(`${path}**`, handler);
  app.get('/', () => 'My own page.');
  const listening = serve(app, { port, hostname: '127.0.0.1', silent: true });
  await listening.ready();
  return listening;
}
