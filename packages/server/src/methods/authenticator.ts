import { AgentChatError, type Caller, canonicalJson, errorStatus } from '@agent-chat/protocol';
import { CSRF_HEADER } from '@agent-chat/protocol/wire';
import type { SessionStore } from '../sessions/session-store.js';
import type { Identity } from './identity.js';

/**
 * The host's own authentication of a request. `null`: nobody that it knows. On a WebSocket the
 * token of `authenticate` arrives as the request's `Authorization: Bearer` header, its `csrfToken`
 * as `x-agent-chat-csrf`, beside the cookies of the upgrade. A caller who is known by a cookie must
 * have that header; compare its value with the session's where you keep one.
 */
export type Authenticate = (request: Request) => Promise<Caller | null>;

export interface Authenticator {
  /**
   * Who sends the request: the visitor of a session, else whom the host knows; `null`: nobody.
   * @throws AgentChatError `SessionExpired`, `SessionEnded`; `Forbidden` for a caller who is known by a
   * cookie and has not the header
   */
  identify(request: Request): Promise<Identity | null>;
  /**
   * Whether a caller of the host is known as the very same by what it was known by before. A session's is
   * told by its store.
   */
  isStillKnown(identity: Identity): Promise<boolean>;
}

export function createAuthenticator(
  sessions: Pick<SessionStore, 'find'>,
  tenant: string,
  authenticate: Authenticate | undefined,
): Authenticator {
  return {
    async identify(request) {
      const token = bearerToken(request.headers);
      const session = token === null ? null : await sessions.find(token);
      if (session !== null) {
        const { participantId, conversationId } = session;
        const caller: Caller = { kind: 'visitor', tenant, participantId, conversationId };
        return { caller, session, request: null };
      }
      const caller = (await authenticate?.(request)) ?? null;
      if (caller === null) return null;
      if (token === null && mayBeBorrowed(request)) {
        throw new AgentChatError('Forbidden', `Callers by cookie send the header "${CSRF_HEADER}".`);
      }
      return { caller, session: null, request };
    },
    async isStillKnown({ caller, request }) {
      if (request === null) return true;
      try {
        const now = (await authenticate?.(request)) ?? null;
        return now !== null && canonicalJson(now) === canonicalJson(caller);
      } catch (error) {
        if (AgentChatError.isInstance(error) && errorStatus(error.code) < 500) return false;
        throw error;
      }
    },
  };
}

/** A browser adds its cookies to what any page sends; this header no foreign page can add. */
function mayBeBorrowed({ headers }: Request): boolean {
  return headers.has('cookie') && (headers.get(CSRF_HEADER) ?? '') === '';
}

/** The token of `Authorization: Bearer <token>`; `null` without one. */
export function bearerToken(headers: Headers): string | null {
  return /^Bearer +([\x21-\x7e]{1,4096})$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null;
}

/** `request` as if it had come with this token, and with nothing that a browser added by itself. */
export function withBearerToken(request: Request, token: string): Request {
  const headers = new Headers(request.headers);
  headers.delete('cookie');
  headers.set('authorization', `Bearer ${token}`);
  return new Request(request.url, { headers });
}

/** `request` as if it had come with this header; what a browser added by itself stays. */
export function withCsrfToken(request: Request, csrfToken: string): Request {
  const headers = new Headers(request.headers);
  headers.delete('authorization');
  headers.set(CSRF_HEADER, csrfToken);
  return new Request(request.url, { headers });
}
