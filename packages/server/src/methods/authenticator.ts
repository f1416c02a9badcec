import type { Caller } from '@agent-chat/protocol';
import type { SessionStore } from '../sessions/session-store.js';
import type { Identity } from './identity.js';

/**
 * The host's own authentication of a request. `null`: nobody that it knows. On a WebSocket the
 * token of `authenticate` arrives as the request's `Authorization: Bearer` header.
 */
export type Authenticate = (request: Request) => Promise<Caller | null>;

export interface Authenticator {
  /** Who sends the request: the visitor of a session, else whom the host knows; `null`: nobody. */
  identify(request: Request): Promise<Identity | null>;
}

export function createAuthenticator(
  sessions: SessionStore,
  tenant: string,
  authenticate: Authenticate | undefined,
): Authenticator {
  return {
    async identify(request) {
      const token = bearerToken(request.headers);
      const session = token === null ? null : await sessions.find(token);
      if (session !== null) {
        const { participantId, conversationId } = session;
        return { caller: { kind: 'visitor', tenant, participantId, conversationId }, session };
      }
      const caller = (await authenticate?.(request)) ?? null;
      return caller === null ? null : { caller, session: null };
    },
  };
}

/** The token of `Authorization: Bearer <token>`; `null` without one. */
export function bearerToken(headers: Headers): string | null {
  return /^Bearer +([\x21-\x7e]{1,4096})$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null;
}

/** `request` as if it had come with this token. */
export function withBearerToken(request: Request, token: string): Request {
  const headers = new Headers(request.headers);
  headers.set('authorization', `Bearer ${token}`);
  return new Request(request.url, { headers });
}
