import type {
  ActionEntry,
  AgentChatError,
  ApprovalEntry,
  EventEntry,
  MessageEntry,
  Part,
  QueryEntry,
  QueuedMessage,
  ToolEntry,
  TurnClearedReason,
} from '@agent-chat/protocol';
import type { LiveDraft } from './chat-state.js';

interface ItemBase {
  /**
   * The same for one thing through its whole life: a message keeps its key from pending over
   * queued to logged, and from live to logged.
   */
  readonly key: string;
}

/** A logged message: the only form in which a message is final. */
export interface MessageItem extends ItemBase {
  readonly kind: 'message';
  readonly entry: MessageEntry;
  /** Why its turn was cleared, or `null`. */
  readonly cleared: TurnClearedReason | null;
}

/** A message that is being written. */
export interface LiveMessageItem extends ItemBase {
  readonly kind: 'live_message';
  readonly messageId: string;
  readonly turn: number;
  readonly author: string;
  /** One for each part, in the order in which they began. */
  readonly drafts: readonly LiveDraft[];
  /** The connection broke: it may go on, or be cleared. */
  readonly interrupted: boolean;
}

/** A tool call: logged (`entry`), or still being written (`draft`). One of the two is there. */
export interface ToolItem extends ItemBase {
  readonly kind: 'tool';
  readonly toolCallId: string;
  /** `null` while a draft has not said it. */
  readonly name: string | null;
  readonly turn: number;
  readonly author: string;
  readonly entry: ToolEntry | null;
  readonly draft: LiveDraft | null;
  readonly cleared: TurnClearedReason | null;
}

/** Anything else of the timeline, by the type of `entry.event`: a `turn_cleared`, a note, the unknown. */
export interface EventItem extends ItemBase {
  readonly kind: 'event';
  readonly entry: EventEntry | ApprovalEntry | QueryEntry | ActionEntry;
  readonly cleared: TurnClearedReason | null;
}

/** A message that the server holds until the open turn closes. */
export interface QueuedMessageItem extends ItemBase {
  readonly kind: 'queued_message';
  readonly queued: QueuedMessage;
}

/** A message of this client that the log does not show yet. */
export interface PendingMessageItem extends ItemBase {
  readonly kind: 'pending_message';
  readonly clientRequestId: string;
  readonly parts: readonly Part[];
  /** In milliseconds since 1970. */
  readonly createdAt: number;
  /** `sent`: acknowledged, its event is on the way. */
  readonly status: 'sending' | 'sent' | 'failed';
  readonly error: AgentChatError | null;
}

/** What a chat window shows, one after the other. */
export type ViewItem =
  | MessageItem
  | LiveMessageItem
  | ToolItem
  | EventItem
  | QueuedMessageItem
  | PendingMessageItem;
