import { AgentChatError, errorStatus } from '@agent-chat/protocol';

export function jsonResponse(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  });
}

/** The one shape of every error, with the status of its code. */
export function errorResponse(error: AgentChatError, status = errorStatus(error.code)): Response {
  const response = jsonResponse(error.toBody(), status);
  if (status === 401) response.headers.set('www-authenticate', 'Bearer');
  const retryAfter = status === 503 ? 1 : retryAfterSeconds(error);
  if (retryAfter !== null) response.headers.set('retry-after', String(retryAfter));
  return response;
}

function retryAfterSeconds({ details }: AgentChatError): number | null {
  if (typeof details !== 'object' || details === null || !('retryAfterMs' in details)) return null;
  return typeof details.retryAfterMs === 'number' ? Math.ceil(details.retryAfterMs / 1_000) : null;
}

/** For a path that exists under other verbs: its status says more than its code. */
export function wrongVerbResponse(verb: string, allowed: readonly string[]): Response {
  const error = new AgentChatError(
    'InvalidRequest',
    `${verb} is not possible here; try ${allowed.join(', ')}.`,
    { details: { allowed } },
  );
  const response = errorResponse(error, 405);
  response.headers.set('allow', allowed.join(', '));
  return response;
}

export function unknownRouteResponse(): Response {
  return errorResponse(new AgentChatError('UnknownRoute', 'There is nothing at this address.'));
}
