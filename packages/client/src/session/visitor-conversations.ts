import type { MethodResult } from '@agent-chat/protocol';
import { callOverHttp } from '../transports/http-call.js';
import { limitsOf } from '../transports/limits.js';
import type { TokenSource } from '../transports/token.js';
import type { InterfaceOptions } from './public-interface.js';

export interface VisitorConversationsOptions extends InterfaceOptions {
  /** Of the visitor's session. */
  readonly token: TokenSource;
  /** The `next` of the page before. Default: the first page. */
  readonly after?: string | undefined;
  /** At most 1,000. Default 100. */
  readonly limit?: number | undefined;
}

/**
 * The conversations of a visitor in an interface, newest activity first: of one whom the host vouches
 * for all of them, page by page, else the one of the session. `next` is `null` on the last page.
 *
 * @throws AgentChatError `SessionExpired`, `SessionEnded`, `Unauthorized`, `ConnectionLost`
 */
export async function visitorConversations(
  options: VisitorConversationsOptions,
): Promise<MethodResult<'listVisitorConversations'>> {
  const { slug, signal, after, limit } = options;
  const { callTimeoutMs } = limitsOf({});
  return callOverHttp(
    options,
    'listVisitorConversations',
    { slug, ...(after !== undefined && { after }), ...(limit !== undefined && { limit }) },
    { timeoutMs: callTimeoutMs, signals: [signal] },
    ({ conversations }) => Array.isArray(conversations),
  );
}

export interface RenameVisitorConversationOptions
  extends Omit<VisitorConversationsOptions, 'after' | 'limit'> {
  readonly conversationId: string;
  /** At most 255 characters; `null` takes the title away. */
  readonly title: string | null;
  /** Makes a retry safe. */
  readonly clientRequestId: string;
}

/**
 * Gives one of the conversations of a visitor whom the host vouches for another title.
 *
 * @throws AgentChatError `Forbidden` for an anonymous visitor, `UnknownConversation`, `RateLimited`, and as
 * `visitorConversations`
 */
export async function renameVisitorConversation(options: RenameVisitorConversationOptions): Promise<void> {
  const { signal, slug, conversationId, title, clientRequestId } = options;
  const params = { slug, conversationId, title, clientRequestId };
  const call = { timeoutMs: limitsOf({}).callTimeoutMs, signals: [signal] };
  await callOverHttp(options, 'renameVisitorConversation', params, call, () => true);
}
