import type { Server } from '@agent-chat/server';

type RouteHandler = (request: Request) => Promise<Response>;

/**
 * The server as route handlers of Next.js, in `app/api/[...path]/route.ts` and in a file for each other
 * path of `SERVER_PATHS`. Pages read by event streams. Make the server once and keep it on `globalThis`:
 * Next.js compiles each route by itself, and in development again and again.
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
