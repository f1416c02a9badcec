import { AgentChatError, type MethodName, paramNameOf } from '@agent-chat/protocol';
import { parseJson } from '../methods/parse-json.js';
import type { ServerLimits } from '../limits.js';
import { readBody } from './read-body.js';
import { textParam } from './text-params.js';

/**
 * The params of a request as the contract names them, not yet checked: from the path, and from the
 * query (`GET`, `DELETE`) or a JSON body (`POST`, `PUT`, `PATCH`).
 *
 * @throws AgentChatError `InvalidRequest`, `PayloadTooLarge`
 */
export async function requestParams(
  method: MethodName,
  request: Request,
  path: Readonly<Record<string, string>>,
  limits: ServerLimits,
): Promise<Record<string, unknown>> {
  const inQuery = request.method === 'GET' || request.method === 'DELETE';
  const rest = inQuery
    ? queryParams(method, new URL(request.url), limits)
    : await bodyParams(request, limits);
  const inPath: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(path)) {
    const value = textParam(method, name, text, limits.maxJsonDepth);
    inPath[name] = value;
    if (Object.hasOwn(rest, name) && rest[name] !== value) {
      throw new AgentChatError('InvalidRequest', `"${name}" contradicts the path.`, {
        details: { path: name },
      });
    }
  }
  return { ...rest, ...inPath };
}

function queryParams(method: MethodName, url: URL, limits: ServerLimits): Record<string, unknown> {
  const params = new Map<string, unknown>();
  for (const [queryName, text] of url.searchParams) {
    const name = paramNameOf(queryName);
    if (params.has(name)) {
      throw new AgentChatError('InvalidRequest', `"${queryName}" appears twice.`, {
        details: { path: queryName },
      });
    }
    params.set(name, textParam(method, name, text, limits.maxJsonDepth));
  }
  return Object.fromEntries(params);
}

async function bodyParams(request: Request, limits: ServerLimits): Promise<Record<string, unknown>> {
  const text = await readBody(request, limits.maxBodyBytes);
  if (text === '') return {};
  const contentType = (request.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
  if (contentType.trim().toLowerCase() !== 'application/json') {
    throw new AgentChatError('InvalidRequest', 'Send the body as "content-type: application/json".');
  }
  if (request.headers.has('content-encoding')) {
    throw new AgentChatError('InvalidRequest', 'Send the body without a content encoding.');
  }
  const value = parseJson(text, limits.maxJsonDepth);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AgentChatError('InvalidRequest', 'The body must be a JSON object.');
  }
  return value as Record<string, unknown>;
}
