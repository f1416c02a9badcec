import type { Part, Rating } from '@agent-chat/protocol';
import { INTENT } from '../context/intent.js';

/** A person sends a message again that failed. Cancelable. */
export class AgentChatRetryEvent extends Event {
  static readonly eventName = 'agent-chat-retry';
  readonly clientRequestId: string;
  /** What is sent in its place; absent when it is sent as it was. */
  readonly parts: readonly Part[] | undefined;

  constructor(clientRequestId: string, parts?: readonly Part[]) {
    super(AgentChatRetryEvent.eventName, INTENT);
    this.clientRequestId = clientRequestId;
    this.parts = parts;
  }
}

/** A person gives up a message that failed. Cancelable. */
export class AgentChatDiscardEvent extends Event {
  static readonly eventName = 'agent-chat-discard';
  readonly clientRequestId: string;

  constructor(clientRequestId: string) {
    super(AgentChatDiscardEvent.eventName, INTENT);
    this.clientRequestId = clientRequestId;
  }
}

/** A person changes a message that waits for its turn. Cancelable. */
export class AgentChatEditQueuedEvent extends Event {
  static readonly eventName = 'agent-chat-edit-queued';
  readonly messageId: string;
  readonly parts: readonly Part[];

  constructor(messageId: string, parts: readonly Part[]) {
    super(AgentChatEditQueuedEvent.eventName, INTENT);
    this.messageId = messageId;
    this.parts = parts;
  }
}

/** A person takes back a message that waits for its turn. Cancelable. */
export class AgentChatCancelQueuedEvent extends Event {
  static readonly eventName = 'agent-chat-cancel-queued';
  readonly messageId: string;

  constructor(messageId: string) {
    super(AgentChatCancelQueuedEvent.eventName, INTENT);
    this.messageId = messageId;
  }
}

/** A person has a waiting message taken up at the next step of the agent. Cancelable. */
export class AgentChatSendNowEvent extends Event {
  static readonly eventName = 'agent-chat-send-now';
  readonly messageId: string;

  constructor(messageId: string) {
    super(AgentChatSendNowEvent.eventName, INTENT);
    this.messageId = messageId;
  }
}

/** A person says something else in place of an earlier message. Cancelable. */
export class AgentChatEditMessageEvent extends Event {
  static readonly eventName = 'agent-chat-edit-message';
  /** Of the message that is replaced. */
  readonly messageId: string;
  readonly parts: readonly Part[];

  constructor(messageId: string, parts: readonly Part[]) {
    super(AgentChatEditMessageEvent.eventName, INTENT);
    this.messageId = messageId;
    this.parts = parts;
  }
}

/** A person wants another answer. Cancelable. */
export class AgentChatRegenerateEvent extends Event {
  static readonly eventName = 'agent-chat-regenerate';
  readonly messageId: string;

  constructor(messageId: string) {
    super(AgentChatRegenerateEvent.eventName, INTENT);
    this.messageId = messageId;
  }
}

/** A person goes to another branch of the conversation, for everyone. Cancelable. */
export class AgentChatSelectBranchEvent extends Event {
  static readonly eventName = 'agent-chat-select-branch';
  /** The last message of that branch. */
  readonly tipMessageId: string;

  constructor(tipMessageId: string) {
    super(AgentChatSelectBranchEvent.eventName, INTENT);
    this.tipMessageId = tipMessageId;
  }
}

/** A person says what they think of a message. Cancelable. */
export class AgentChatFeedbackEvent extends Event {
  static readonly eventName = 'agent-chat-feedback';
  readonly messageId: string;
  /** `null` takes it back. */
  readonly rating: Rating | null;
  /** Absent when only the rating is given. */
  readonly comment: string | undefined;

  constructor(messageId: string, rating: Rating | null, comment?: string) {
    super(AgentChatFeedbackEvent.eventName, INTENT);
    this.messageId = messageId;
    this.rating = rating;
    this.comment = comment;
  }
}

/** A person asks "Why?" of a message. Cancelable. */
export class AgentChatExplainEvent extends Event {
  static readonly eventName = 'agent-chat-explain';
  readonly messageId: string;

  constructor(messageId: string) {
    super(AgentChatExplainEvent.eventName, INTENT);
    this.messageId = messageId;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-retry': AgentChatRetryEvent;
    'agent-chat-discard': AgentChatDiscardEvent;
    'agent-chat-edit-queued': AgentChatEditQueuedEvent;
    'agent-chat-cancel-queued': AgentChatCancelQueuedEvent;
    'agent-chat-send-now': AgentChatSendNowEvent;
    'agent-chat-edit-message': AgentChatEditMessageEvent;
    'agent-chat-regenerate': AgentChatRegenerateEvent;
    'agent-chat-select-branch': AgentChatSelectBranchEvent;
    'agent-chat-feedback': AgentChatFeedbackEvent;
    'agent-chat-explain': AgentChatExplainEvent;
  }
}
