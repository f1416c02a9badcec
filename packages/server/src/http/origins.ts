import { AgentChatError } from '@agent-chat/protocol';
import { hostOfOrigin, type OwnAddress } from './own-address.js';

/**
 * Which web pages may talk to the server: those that it serves itself, those of an exact list, and
 * those that a published interface names.
 */
export interface OriginPolicy {
  /** What becomes of a request, by the page that makes it. */
  judge(request: Request): Promise<OriginVerdict>;
  /** Whether a page makes the request that the server does not serve itself. */
  isForeign(request: Request): boolean;
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
/** What a page may read besides the body, and may need: when to try again. */
const READABLE_HEADERS = 'retry-after';
const ALLOWED_VERBS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const PREFLIGHT_CACHE_S = '600';

/**
 * @param namedByInterface whether a published interface names the origin
 * @throws AgentChatError `InvalidConfiguration` for an entry that is not an origin
 */
export function createOriginPolicy(
  own: OwnAddress,
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
  /** `null`: the page is the server's own, or there is none. */
  const foreignOrigin = (request: Request): string | null => {
    const origin = request.headers.get('origin');
    return origin === null || own.isOwn(origin, request) ? null : origin;
  };
  const isListed = async (origin: string): Promise<boolean> =>
    listed.has(origin) || (hostOfOrigin(origin) !== null && (await namedByInterface(origin)));

  return {
    async judge(request) {
      const origin = foreignOrigin(request);
      if (origin === null) return { allowed: true, headers: VARY };
      if (!(await isListed(origin))) return { allowed: false, headers: VARY };
      return { allowed: true, headers: headersFor(origin, request.method) };
    },
    isForeign: (request) => foreignOrigin(request) !== null,
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
    'access-control-expose-headers': READABLE_HEADERS,
    ...(method === 'OPTIONS' && {
      'access-control-allow-headers': ALLOWED_REQUEST_HEADERS,
      'access-control-allow-methods': ALLOWED_VERBS,
      'access-control-max-age': PREFLIGHT_CACHE_S,
    }),
  };
}
