import type { AgentChatError, Frame, MethodParams } from '@agent-chat/protocol';
import type { CallOptions, ConversationApi } from '@agent-chat/protocol/wire';

export const TRANSPORT_NAMES = ['sse', 'websocket', 'long_poll', 'in_process'] as const;
export type TransportName = (typeof TRANSPORT_NAMES)[number];

/** Why a transport is used that is not the preferred one. */
export interface TransportFallback {
  readonly preferred: TransportName;
  /**
   * Why the next better one is not used. `blocked`: it cannot be opened from here. `buffered`: event
   * streams open, and what is sent on them does not arrive.
   */
  readonly reason: 'blocked' | 'buffered';
  /** What came of the next better one. */
  readonly error: AgentChatError;
  /** When a better one is tried again, in milliseconds since 1970. */
  readonly retryAt: number;
}

export interface SubscribeOptions extends CallOptions {
  /** Called when `fallback` has become another one, and no frame comes with which a reader would notice. */
  readonly onFallback?: (() => void) | undefined;
}

/**
 * How a client reaches a server: the conversation API over some wire, and no policy. A transport
 * neither reconnects nor retries: a subscription that breaks throws, and the client decides what
 * happens next.
 *
 * `subscribe` yields frames that are checked against their schema (an unknown kind is skipped) and
 * throws `AgentChatError` `ConnectionLost` when the connection ends before `bye`, `MalformedFrame`
 * for what is no frame, or the typed error that the server answered. An error with `retryAfterMs`
 * in its details tells how long to wait. One that takes several connections, one after the other, as
 * polls are, yields what each of them sends, from its `hello` to its `caught_up`. One that has begun and
 * breaks throws also where there is another way: that is for the next subscription.
 */
export interface Transport extends ConversationApi {
  /** Of several: the one in use, or being tried. */
  readonly name: TransportName;
  /** Why it is not the preferred one. Absent or `null`: it is. */
  readonly fallback?: TransportFallback | null;
  subscribe(params: MethodParams<'subscribe'>, options?: SubscribeOptions): AsyncIterable<Frame>;
  /** Ends every connection. Calls under way reject with `Aborted`. */
  close(): void;
}
