/** A person chose one of the list. It stays with the element: who holds the list says what it means. */
export class AgentChatChooseEvent extends Event {
  static readonly eventName = 'agent-chat-choose';
  readonly value: string;

  constructor(value: string) {
    super(AgentChatChooseEvent.eventName);
    this.value = value;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-choose': AgentChatChooseEvent;
  }
}
