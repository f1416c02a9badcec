import type {
  LiveDraft,
  LiveMessageItem,
  MessageItem,
  PendingMessageItem,
  QueuedMessageItem,
} from '@agent-chat/client';
import type { AgentChatError, Outcome, Part, TurnClearedReason } from '@agent-chat/protocol';

/**
 * - `logged`: final
 * - `writing`, `interrupted`: it arrives; the connection broke in the middle
 * - `sending`, `failed`: this client's own, on its way or refused
 * - `queued`: the server holds it until the open turn closes
 */
export const MESSAGE_STATUSES = ['logged', 'writing', 'interrupted', 'sending', 'failed', 'queued'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** One message as it is shown, whatever stage of its life it is in. */
export interface MessageView {
  readonly status: MessageStatus;
  readonly side: 'user' | 'agent';
  readonly parts: readonly Part[];
  /** ISO-8601; empty while there is none. */
  readonly ts: string;
  readonly messageId: string | null;
  readonly clientRequestId: string | null;
  /** A participant id; `null` where it is this client's own and not logged. */
  readonly author: string | null;
  readonly outcome: Outcome | null;
  readonly error: AgentChatError | null;
  readonly cleared: TurnClearedReason | null;
  readonly isSteer: boolean;
  /** Whether it is the end of its turn. */
  readonly isClosing: boolean;
  /** Whether its content was erased. Default: no. */
  readonly isErased?: boolean;
}

export type MessageLikeItem = MessageItem | LiveMessageItem | QueuedMessageItem | PendingMessageItem;

const BASE = {
  messageId: null,
  clientRequestId: null,
  author: null,
  outcome: null,
  error: null,
  cleared: null,
  isSteer: false,
  isClosing: false,
} as const;

export function messageView(item: MessageLikeItem): MessageView {
  switch (item.kind) {
    case 'message': {
      const { message, ts } = item.entry;
      return {
        ...BASE,
        status: 'logged',
        side: message.role === 'user' ? 'user' : 'agent',
        parts: message.parts,
        ts,
        messageId: message.messageId,
        author: item.entry.author,
        outcome: message.outcome ?? null,
        cleared: item.cleared,
        isClosing: item.entry.finality !== 'none',
        isErased: message.erased === true,
      };
    }
    case 'live_message':
      return {
        ...BASE,
        status: item.interrupted ? 'interrupted' : 'writing',
        side: 'agent',
        parts: item.drafts.map(draftPart),
        ts: '',
        messageId: item.messageId,
        author: item.author,
      };
    case 'queued_message': {
      const { messageId, author, parts, ts, delivery } = item.queued;
      const isSteer = delivery === 'steer';
      return { ...BASE, status: 'queued', side: 'user', parts, ts, messageId, author, isSteer };
    }
    case 'pending_message':
      return {
        ...BASE,
        status: item.status === 'failed' ? 'failed' : 'sending',
        side: 'user',
        parts: item.parts,
        ts: new Date(item.createdAt).toISOString(),
        clientRequestId: item.clientRequestId,
        error: item.error,
      };
  }
}

/** A part as far as it is written. A card cannot be shown before it is whole. */
function draftPart({ kind, partId = '', text }: LiveDraft): Part {
  return kind === 'text' || kind === 'reasoning' ? { type: kind, partId, text } : { type: kind, partId };
}
