import { INTENT } from '../context/intent.js';

/** A person wants to connect now. Cancelable. */
export class AgentChatReconnectEvent extends Event {
  static readonly eventName = 'agent-chat-reconnect';

  constructor() {
    super(AgentChatReconnectEvent.eventName, INTENT);
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-reconnect': AgentChatReconnectEvent;
  }
}
