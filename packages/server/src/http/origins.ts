import { AgentChatError } from '@agent-chat/protocol';

/** Which web pages may talk to the server: those that it serves itself, and those of an exact list. */
export interface OriginPolicy {
  /**
   * Whether a request is not one of a page that may not make it. A request without `Origin` comes
   * from a page of the same host or from no browser at all; a caller who is known by what a browser
   * adds by itself must have a header that no foreign page can send.
   */
  allows(request: Request): boolean;
  /** The headers that let the page of `request` read the answer. */
  responseHeaders(request: Request): Readonly<Record<string, string>>;
}

const ALLOWED_REQUEST_HEADERS = 'authorization, content-type, last-event-id, x-agent-chat-csrf';
const ALLOWED_VERBS = 'GET, HEAD, POST, PATCH, DELETE';
const PREFLIGHT_CACHE_S = '600';

/** @throws AgentChatError `InvalidConfiguration` for an entry that is not an origin */
export function createOriginPolicy(allowedOrigins: readonly string[]): OriginPolicy {
  for (const origin of allowedOrigins) {
    if (hostOfOrigin(origin) === null) {
      throw new AgentChatError(
        'InvalidConfiguration',
        `"${origin}" is not an origin. Write it as "https://example.com".`,
      );
    }
  }
  const listed = new Set(allowedOrigins);

  return {
    allows(request) {
      const origin = request.headers.get('origin');
      return origin === null || listed.has(origin) || isSameHost(origin, request);
    },
    responseHeaders(request) {
      const origin = request.headers.get('origin');
      if (origin === null || !listed.has(origin)) return { vary: 'Origin' };
      return {
        vary: 'Origin',
        'access-control-allow-origin': origin,
        ...(request.method === 'OPTIONS' && {
          'access-control-allow-headers': ALLOWED_REQUEST_HEADERS,
          'access-control-allow-methods': ALLOWED_VERBS,
          'access-control-max-age': PREFLIGHT_CACHE_S,
        }),
      };
    },
  };
}

/** The scheme is left out: a proxy that ends TLS in front of the server hides it. */
function isSameHost(origin: string, request: Request): boolean {
  const host = request.headers.get('host') ?? new URL(request.url).host;
  return hostOfOrigin(origin) === host.toLowerCase();
}

/** The host that an exact origin names; `null` for what is none. */
export function hostOfOrigin(origin: string): string | null {
  const url = URL.canParse(origin) ? new URL(origin) : null;
  return url !== null && url.origin === origin ? url.host : null;
}
