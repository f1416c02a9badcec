import { INTENT } from '../context/intent.js';

/** A person begins a new conversation. Cancelable: then the present one stays. */
export class AgentChatNewConversationEvent extends Event {
  static readonly eventName = 'agent-chat-new-conversation';

  constructor() {
    super(AgentChatNewConversationEvent.eventName, INTENT);
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-new-conversation': AgentChatNewConversationEvent;
  }
}
