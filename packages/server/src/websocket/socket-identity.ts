import { AgentChatError, type ErrorCode } from '@agent-chat/protocol';
import type { OriginPolicy } from '../http/origins.js';
import { type Authenticator, bearerToken, withBearerToken, withCsrfToken } from '../methods/authenticator.js';
import { unauthorized } from '../methods/dispatcher.js';
import type { Identity } from '../methods/identity.js';

/** A bearer token, or the header's value of a caller by cookie. */
export type Credential = { readonly token: string } | { readonly csrfToken: string };

/** As whom a socket calls: nobody at first, then one and the same until it closes. */
export interface SocketIdentity {
  /** `null` until an authentication has succeeded. */
  current(): Identity | null;
  /**
   * The identity after every `authenticate` so far, so that a peer need not wait for its answer.
   * @throws AgentChatError `RateLimited`, `SessionExpired`, `SessionEnded` when the last one was refused
   * with it
   */
  settled(): Promise<Identity | null>;
  /**
   * @throws AgentChatError `Unauthorized`; `Forbidden` for a second token, and for a caller by cookie on
   * a page of another origin; what `admit` throws
   */
  authenticate(credential: Credential): Promise<Identity>;
}

export interface SocketIdentityContext {
  readonly authenticator: Authenticator;
  readonly origins: Pick<OriginPolicy, 'isForeign'>;
}

/**
 * A token that came with the upgrade request counts as the first `authenticate`. `admit` is asked
 * whether somebody may read by one more connection.
 */
export function createSocketIdentity(
  { authenticator, origins }: SocketIdentityContext,
  request: Request,
  admit: (identity: Identity) => void,
): SocketIdentity {
  let identity: Identity | null = null;
  let held: string | null = null;
  let refusal: unknown = null;
  let settling: Promise<unknown> = Promise.resolve();

  const authenticate = async (credential: Credential): Promise<Identity> => {
    const [name = '', value = ''] = Object.entries(credential)[0] ?? [];
    if (held !== null && held !== `${name} ${value}`) {
      throw new AgentChatError('Forbidden', 'A socket is shared only under one token.');
    }
    if (/[^\x21-\x7e]/.test(value)) throw unauthorized();
    // Over HTTP the browser itself keeps such a page from sending the header beside the cookie.
    if ('csrfToken' in credential && origins.isForeign(request)) {
      throw new AgentChatError('Forbidden', 'Pages of other origins call by a token, never by a cookie.');
    }
    const found = await authenticator.identify(
      'token' in credential
        ? withBearerToken(request, credential.token)
        : withCsrfToken(request, credential.csrfToken),
    );
    if (found === null) throw unauthorized();
    if (identity === null) admit(found);
    held = `${name} ${value}`;
    identity = found;
    return found;
  };
  const inTurn = (credential: Credential): Promise<Identity> => {
    const result = settling.then(() => authenticate(credential));
    // A refusal reaches who asked; for those who wait it only means that nothing changed.
    settling = result.catch((error: unknown) => {
      refusal = error;
    });
    return result;
  };

  const offered = bearerToken(request.headers);
  // Refused here, the peer is told when its first call comes, or at the deadline.
  if (offered !== null) void inTurn({ token: offered }).catch(() => null);

  return {
    current: () => identity,
    settled: async () => {
      await settling;
      if (identity === null && saysWhy(refusal)) throw refusal;
      return identity;
    },
    authenticate: inTurn,
  };
}

/** More than that the peer is nobody. */
function saysWhy(refusal: unknown): boolean {
  const reasons: readonly ErrorCode[] = ['RateLimited', 'SessionExpired', 'SessionEnded'];
  return AgentChatError.isInstance(refusal) && reasons.includes(refusal.code);
}
