/** A person wants to connect now. Cancelable. */
export class AgentChatReconnectEvent extends Event {
  static readonly eventName = 'agent-chat-reconnect';

  constructor() {
    super(AgentChatReconnectEvent.eventName, { bubbles: true, composed: true, cancelable: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-reconnect': AgentChatReconnectEvent;
  }
}
