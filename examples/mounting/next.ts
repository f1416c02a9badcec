import type { Server } from '@agent-chat/server';

type RouteHandler = (request: Request) => Promise<Response>;

/**
 * The server as route handlers of Next.js, in `app/api/[...path]/route.ts` and in a file for each other
 * path of `SERVER_PATHS`. Pages read by event streams.
 *
 *     export const runtime = 'nodejs';
 *     export const dynamic = 'force-dynamic';
 *     export const { GET, HEAD, POST, PATCH, DELETE, OPTIONS } = routeHandlers(server);
 */
export function routeHandlers(
  server: Server,
): Record<'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS', RouteHandler> {
  const answer: RouteHandler = (request) => server.fetch(request);
  return { GET: answer, HEAD: answer, POST: answer, PATCH: answer, DELETE: answer, OPTIONS: answer };
}
