import type { Server } from '@agent-chat/server';

type RouteHandler = (request: Request) => Promise<Response>;

/**
 * The server as route handlers of Next.js: a `route.ts` in `app/api/[...path]`, and the same for each
 * other path of `SERVER_PATHS`. Pages read by event streams.
 *
 * @param find gives the server, the same one to every route: Next.js compiles each by itself
 * @param addressOf where a request comes from, as the proxy in front of Next.js says. Default: nobody
 * knows, and sessions are limited by interface alone: what Next.js itself puts into `X-Forwarded-For` is
 * what the client wrote there, if it wrote anything.
 */
export function routeHandlers(
  find: () => Promise<Server>,
  addressOf: (request: Request) => string | null = () => null,
): Record<'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS', RouteHandler> {
  const answer: RouteHandler = async (request) =>
    (await find()).fetch(request, { remoteAddress: addressOf(request) });
  return {
    GET: answer,
    HEAD: answer,
    POST: answer,
    PUT: answer,
    PATCH: answer,
    DELETE: answer,
    OPTIONS: answer,
  };
}
