import {
  AgentChatError,
  HTTP_ROUTES,
  type HttpMethod,
  type HttpRoute,
  queryNameOf,
} from '@agent-chat/protocol';

export interface HttpTarget {
  readonly verb: HttpRoute['verb'];
  /** With the query. */
  readonly path: string;
  /** The JSON of a `POST`, `PUT` or `PATCH`, or a file. */
  readonly body?: string | Blob;
}

/**
 * Where a call goes: the params that the path names travel in it, the others in the query of a
 * `GET` or `DELETE` and in the body of a `POST`, `PUT` or `PATCH`.
 */
export function httpTarget(method: HttpMethod, params: Readonly<Record<string, unknown>>): HttpTarget {
  return targetOn(HTTP_ROUTES[method], params);
}

/** The same for any route of the contract. */
export function targetOn({ verb, path }: HttpRoute, params: Readonly<Record<string, unknown>>): HttpTarget {
  const rest = { ...params };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    // Made a text of by what escapes it, whatever it is.
    const value = rest[name] as string;
    delete rest[name];
    return encodeURIComponent(value);
  });
  if (verb !== 'GET' && verb !== 'DELETE') return { verb, path: filled, body: JSON.stringify(rest) };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) query.set(queryNameOf(name), textOf(value));
  }
  return { verb, path: query.size === 0 ? filled : `${filled}?${query}` };
}

/** Lists and objects travel as JSON. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * `path` on the server whose address is `url`, with or without a slash at its end.
 * @throws AgentChatError `InvalidConfiguration`
 */
export function addressOf(url: string, path: string): string {
  const address = `${url.replace(/\/+$/, '')}${path}`;
  if (URL.canParse(address, pageAddress())) return address;
  throw new AgentChatError('InvalidConfiguration', `"${url}" is not the address of a server.`);
}

/** What a relative address is relative to; nothing outside of a page. */
export function pageAddress(): string | undefined {
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  return location?.href;
}
