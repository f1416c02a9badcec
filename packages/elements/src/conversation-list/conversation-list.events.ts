import { INTENT } from '../context/intent.js';

/** A person goes to another conversation. Cancelable: then the present one stays. */
export class AgentChatSelectConversationEvent extends Event {
  static readonly eventName = 'agent-chat-select-conversation';
  readonly conversationId: string;

  constructor(conversationId: string) {
    super(AgentChatSelectConversationEvent.eventName, INTENT);
    this.conversationId = conversationId;
  }
}

/** A person gives a conversation another title, or none (`null`). Cancelable: then it keeps its own. */
export class AgentChatRenameConversationEvent extends Event {
  static readonly eventName = 'agent-chat-rename-conversation';
  readonly conversationId: string;
  readonly title: string | null;

  constructor(conversationId: string, title: string | null) {
    super(AgentChatRenameConversationEvent.eventName, INTENT);
    this.conversationId = conversationId;
    this.title = title;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-select-conversation': AgentChatSelectConversationEvent;
    'agent-chat-rename-conversation': AgentChatRenameConversationEvent;
  }
}
