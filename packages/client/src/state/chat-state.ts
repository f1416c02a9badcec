import type {
  AgentChatError,
  ConversationState,
  Draft,
  Guidance,
  MethodParams,
  Progress,
} from '@agent-chat/protocol';
import type { CommandMethod } from './commands.js';
import type { TransportFallback, TransportName } from '../transports/transport.js';

/**
 * - `connecting`: the first connection is being made
 * - `catching_up`: connected, the backlog is arriving
 * - `live`: everything so far has been applied
 * - `reconnecting`: the connection broke; the next try is at `retryAt`
 * - `offline`: the browser says that there is no network; waiting for it
 * - `closed`: `close()` was called, or the server refused for good (`error` says why)
 */
export const CONNECTION_STATUSES = [
  'connecting',
  'catching_up',
  'live',
  'reconnecting',
  'offline',
  'closed',
] as const;
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number];

export interface Connection {
  readonly status: ConnectionStatus;
  readonly transport: TransportName;
  /** Why it is not the preferred transport; `null`: it is. */
  readonly fallback: TransportFallback | null;
  /** Failed tries since the last success. */
  readonly attempt: number;
  /** When the next try is made, in milliseconds since 1970; `null` unless `reconnecting`. */
  readonly retryAt: number | null;
  /** Why the last connection ended; `null` when there is nothing to tell. */
  readonly error: AgentChatError | null;
}

/** A draft with what is known of its life. */
export interface LiveDraft extends Draft {
  /** The connection broke while it was being written: shown as interrupted until it goes on. */
  readonly interrupted: boolean;
}

/** A command that the server has not acknowledged. It keeps its request id through every retry. */
export type PendingCommand = {
  [M in CommandMethod]: {
    readonly method: M;
    readonly params: MethodParams<M>;
    readonly clientRequestId: string;
    /** When it was given, in milliseconds since 1970; always later than what was given before it. */
    readonly createdAt: number;
    /** `sending` until acknowledged; `failed` when retrying it by itself would be wrong or in vain. */
    readonly status: 'sending' | 'failed';
    /** Why it has failed, or why it waits until `retryAt`. */
    readonly error: AgentChatError | null;
    /**
     * The server refused it for now, as too much at once (`RateLimited`) or because it takes nothing
     * at present, or it has failed again and again: when it is sent again by itself, in milliseconds
     * since 1970. Until then it can be discarded.
     */
    readonly retryAt?: number;
  };
}[CommandMethod];

/** A message that the server has acknowledged and whose event has not arrived here yet. */
export interface SentMessage {
  readonly clientRequestId: string;
  readonly params: MethodParams<'sendMessage'>;
  readonly createdAt: number;
  readonly messageId: string;
  /** Of its event: once the log has been applied up to there, the message is in the conversation. */
  readonly seq: number;
}

/**
 * - `partial`: there is more, or nothing is known yet
 * - `loading`: an older page is on its way
 * - `failed`: it did not come (`error` says why); loading again may help
 */
export interface History {
  readonly status: 'complete' | 'partial' | 'loading' | 'failed';
  readonly error: AgentChatError | null;
}

/** Immutable: what did not change keeps its identity from one state to the next. */
export interface ChatState {
  readonly connection: Connection;
  /** `null` until the first snapshot or the first event has arrived. */
  readonly conversation: ConversationState | null;
  /** Whether there is older history than `conversation` holds; `loadOlder` reads it. */
  readonly history: History;
  /** Open drafts in the order in which they began. */
  readonly drafts: readonly LiveDraft[];
  readonly pending: readonly PendingCommand[];
  /** Between acknowledgement and event, so that a message does not vanish for a moment. */
  readonly sent: readonly SentMessage[];
  /** Who is due, of the log as it is here; `null` until the server has said so. */
  readonly guidance: Guidance | null;
  readonly progress: Progress | null;
  /** The other participants who are here, by id; none while there is no connection. */
  readonly presence: readonly string[];
  /** The other participants who are writing a message, by id; who began first, first. */
  readonly typing: readonly string[];
}
