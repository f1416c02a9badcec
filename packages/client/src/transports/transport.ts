import type { ConversationApi } from '@agent-chat/protocol/wire';

export const TRANSPORT_NAMES = ['sse', 'websocket', 'long_poll', 'in_process'] as const;
export type TransportName = (typeof TRANSPORT_NAMES)[number];

/**
 * How a client reaches a server: the conversation API over some wire, and no policy. A transport
 * neither reconnects nor retries: a subscription that breaks throws, and the client decides what
 * happens next.
 *
 * `subscribe` yields frames that are checked against their schema (an unknown kind is skipped) and
 * throws `AgentChatError` `ConnectionLost` when the connection ends before `bye`, `MalformedFrame`
 * for what is no frame, or the typed error that the server answered. An error with `retryAfterMs`
 * in its details tells how long to wait.
 */
export interface Transport extends ConversationApi {
  readonly name: TransportName;
  /** Ends every connection. Calls under way reject with `Aborted`. */
  close(): void;
}
