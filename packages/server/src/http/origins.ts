import { AgentChatError } from '@agent-chat/protocol';

/**
 * Which web pages may talk to the server: those that it serves itself, those of an exact list, and
 * those that a published interface names.
 */
export interface OriginPolicy {
  /** What becomes of a request, by the page that makes it. */
  judge(request: Request): Promise<OriginVerdict>;
  /** Whether the page of `request` may begin a session of this interface, and not only of another. */
  mayShow(allowedOrigins: readonly string[], request: Request): boolean;
}

export interface OriginVerdict {
  /**
   * Whether it is not of a page that may not make it. A request without `Origin` comes from a page
   * of the same host or from no browser at all; a caller who is known by what a browser adds by
   * itself must have a header that no foreign page can send.
   */
  readonly allowed: boolean;
  /** The headers that let its page read the answer. */
  readonly headers: Readonly<Record<string, string>>;
}

const ALLOWED_REQUEST_HEADERS = 'authorization, content-type, last-event-id, x-agent-chat-csrf';
const ALLOWED_VERBS = 'GET, HEAD, POST, PATCH, DELETE';
const PREFLIGHT_CACHE_S = '600';

/**
 * @param namedByInterface whether a published interface names the origin
 * @throws AgentChatError `InvalidConfiguration` for an entry that is not an origin
 */
export function createOriginPolicy(
  allowedOrigins: readonly string[],
  namedByInterface: (origin: string) => Promise<boolean>,
): OriginPolicy {
  for (const origin of allowedOrigins) {
    if (hostOfOrigin(origin) === null) {
      throw new AgentChatError(
        'InvalidConfiguration',
        `"${origin}" is not an origin. Write it as "https://example.com".`,
      );
    }
  }
  const listed = new Set(allowedOrigins);
  const isListed = async (origin: string): Promise<boolean> =>
    listed.has(origin) || (hostOfOrigin(origin) !== null && (await namedByInterface(origin)));

  return {
    async judge(request) {
      const origin = foreignOrigin(request);
      if (origin === null) return { allowed: true, headers: VARY };
      if (!(await isListed(origin))) return { allowed: false, headers: VARY };
      return { allowed: true, headers: headersFor(origin, request.method) };
    },
    mayShow(ofInterface, request) {
      const origin = foreignOrigin(request);
      return origin === null || listed.has(origin) || ofInterface.includes(origin);
    },
  };
}

const VARY = { vary: 'Origin' } as const;

function headersFor(origin: string, method: string): Readonly<Record<string, string>> {
  return {
    ...VARY,
    'access-control-allow-origin': origin,
    ...(method === 'OPTIONS' && {
      'access-control-allow-headers': ALLOWED_REQUEST_HEADERS,
      'access-control-allow-methods': ALLOWED_VERBS,
      'access-control-max-age': PREFLIGHT_CACHE_S,
    }),
  };
}

/** The origin of a page that the server does not serve itself; `null`: of its own, or of no browser. */
export function foreignOrigin(request: Request): string | null {
  const origin = request.headers.get('origin');
  return origin === null || isSameHost(origin, request) ? null : origin;
}

/** The scheme is left out: a proxy that ends TLS in front of the server hides it. */
function isSameHost(origin: string, request: Request): boolean {
  const host = request.headers.get('host') ?? new URL(request.url).host;
  return hostOfOrigin(origin) === host.toLowerCase();
}

/** Hosts may hold more by the standard of URLs: what means something to a policy of content. */
const PLAIN_HOST = /^[\w.:[\]-]+$/;

/** The host that an exact origin names; `null` for what is none. */
export function hostOfOrigin(origin: string): string | null {
  const url = URL.parse(origin);
  return url !== null && url.origin === origin && PLAIN_HOST.test(url.host) ? url.host : null;
}
