import { AgentChatError, paramNameOf } from '@agent-chat/protocol';
import { parseJson } from '../methods/parse-json.js';
import type { ServerLimits } from '../limits.js';
import { readBody } from './read-body.js';

/** The params that travel in a query as something else than text. */
const QUERY_TYPES: Readonly<Record<string, 'integer' | 'boolean'>> = {
  afterSeq: 'integer',
  beforeSeq: 'integer',
  foldVersion: 'integer',
  limit: 'integer',
  includeGuidance: 'boolean',
};

/**
 * The params of a request as the contract names them, not yet checked: from the path, and from the
 * query (`GET`, `DELETE`) or a JSON body (`POST`, `PATCH`).
 *
 * @throws AgentChatError `InvalidRequest`, `PayloadTooLarge`
 */
export async function requestParams(
  request: Request,
  path: Readonly<Record<string, string>>,
  limits: ServerLimits,
): Promise<Record<string, unknown>> {
  const inQuery = request.method === 'GET' || request.method === 'DELETE';
  const rest = inQuery ? queryParams(new URL(request.url)) : await bodyParams(request, limits);
  for (const [name, value] of Object.entries(path)) {
    if (Object.hasOwn(rest, name) && rest[name] !== value) {
      throw new AgentChatError('InvalidRequest', `"${name}" contradicts the path.`, {
        details: { path: name },
      });
    }
  }
  return { ...rest, ...path };
}

function queryParams(url: URL): Record<string, unknown> {
  const params = new Map<string, unknown>();
  for (const [queryName, text] of url.searchParams) {
    const name = paramNameOf(queryName);
    if (params.has(name)) {
      throw new AgentChatError('InvalidRequest', `"${queryName}" appears twice.`, {
        details: { path: queryName },
      });
    }
    params.set(name, queryValue(name, text));
  }
  return Object.fromEntries(params);
}

/** What does not look like its type stays text: the schema then names the param in its error. */
function queryValue(name: string, text: string): unknown {
  const type = Object.hasOwn(QUERY_TYPES, name) ? QUERY_TYPES[name] : undefined;
  if (type === 'integer' && /^-?\d{1,16}$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
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
