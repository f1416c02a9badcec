import type { Part } from '@agent-chat/protocol';

const OPTIONS = { bubbles: true, composed: true, cancelable: true } as const;

/** A person sends a message again that failed. Cancelable. */
export class AgentChatRetryEvent extends Event {
  static readonly eventName = 'agent-chat-retry';
  readonly clientRequestId: string;

  constructor(clientRequestId: string) {
    super(AgentChatRetryEvent.eventName, OPTIONS);
    this.clientRequestId = clientRequestId;
  }
}

/** A person gives up a message that failed. Cancelable. */
export class AgentChatDiscardEvent extends Event {
  static readonly eventName = 'agent-chat-discard';
  readonly clientRequestId: string;

  constructor(clientRequestId: string) {
    super(AgentChatDiscardEvent.eventName, OPTIONS);
    this.clientRequestId = clientRequestId;
  }
}

/** A person changes a message that waits for its turn. Cancelable. */
export class AgentChatEditQueuedEvent extends Event {
  static readonly eventName = 'agent-chat-edit-queued';
  readonly messageId: string;
  readonly parts: readonly Part[];

  constructor(messageId: string, parts: readonly Part[]) {
    super(AgentChatEditQueuedEvent.eventName, OPTIONS);
    this.messageId = messageId;
    this.parts = parts;
  }
}

/** A person takes back a message that waits for its turn. Cancelable. */
export class AgentChatCancelQueuedEvent extends Event {
  static readonly eventName = 'agent-chat-cancel-queued';
  readonly messageId: string;

  constructor(messageId: string) {
    super(AgentChatCancelQueuedEvent.eventName, OPTIONS);
    this.messageId = messageId;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-retry': AgentChatRetryEvent;
    'agent-chat-discard': AgentChatDiscardEvent;
    'agent-chat-edit-queued': AgentChatEditQueuedEvent;
    'agent-chat-cancel-queued': AgentChatCancelQueuedEvent;
  }
}
