import type { ChatClient } from '@agent-chat/client';
import type { Part } from '@agent-chat/protocol';
import { INTENT } from '../context/intent.js';

/** A person begins a new conversation. Cancelable: then the present one stays. */
export class AgentChatNewConversationEvent extends Event {
  static readonly eventName = 'agent-chat-new-conversation';

  constructor() {
    super(AgentChatNewConversationEvent.eventName, INTENT);
  }
}

/** An answer is there, whole: what is around the chat may say so. It does not come for what was there before. */
export class AgentChatAnswerEvent extends Event {
  static readonly eventName = 'agent-chat-answer';
  readonly parts: readonly Part[];

  constructor(parts: readonly Part[]) {
    super(AgentChatAnswerEvent.eventName, { bubbles: true, composed: true });
    this.parts = parts;
  }
}

/** A conversation is shown. It comes again for each other one. */
export class AgentChatReadyEvent extends Event {
  static readonly eventName = 'agent-chat-ready';
  readonly client: ChatClient;

  constructor(client: ChatClient) {
    super(AgentChatReadyEvent.eventName, { bubbles: true, composed: true });
    this.client = client;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-answer': AgentChatAnswerEvent;
    'agent-chat-ready': AgentChatReadyEvent;
    'agent-chat-new-conversation': AgentChatNewConversationEvent;
  }
}
