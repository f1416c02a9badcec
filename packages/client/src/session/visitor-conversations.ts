import type { ConversationRecord } from '@agent-chat/protocol';
import { callOverHttp } from '../transports/http-call.js';
import { limitsOf } from '../transports/limits.js';
import type { TokenSource } from '../transports/token.js';
import type { InterfaceOptions } from './public-interface.js';

export interface VisitorConversationsOptions extends InterfaceOptions {
  /** Of the visitor's session. */
  readonly token: TokenSource;
  /** At most 1,000. Default 100. */
  readonly limit?: number | undefined;
}

/**
 * The conversations of a visitor in an interface, newest activity first: of one whom the host vouches
 * for all of them, else the one of the session.
 *
 * @throws AgentChatError `SessionExpired`, `SessionEnded`, `Unauthorized`, `ConnectionLost`
 */
export async function visitorConversations(
  options: VisitorConversationsOptions,
): Promise<readonly ConversationRecord[]> {
  const { url, slug, fetch, token, signal, limit } = options;
  const { callTimeoutMs } = limitsOf({});
  const { conversations } = await callOverHttp(
    { url, fetch, token },
    'listVisitorConversations',
    { slug, ...(limit !== undefined && { limit }) },
    { timeoutMs: callTimeoutMs, signals: [signal] },
    ({ conversations: listed }) => Array.isArray(listed),
  );
  return conversations;
}
