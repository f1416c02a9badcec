/** A person begins a new conversation. Cancelable: then the present one stays. */
export class AgentChatNewConversationEvent extends Event {
  static readonly eventName = 'agent-chat-new-conversation';

  constructor() {
    super(AgentChatNewConversationEvent.eventName, { bubbles: true, composed: true, cancelable: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-new-conversation': AgentChatNewConversationEvent;
  }
}
