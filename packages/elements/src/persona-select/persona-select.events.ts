/** A person chooses who is to answer. Cancelable: then the present choice stays. */
export class AgentChatPersonaEvent extends Event {
  static readonly eventName = 'agent-chat-persona';
  readonly personaId: string;

  constructor(personaId: string) {
    super(AgentChatPersonaEvent.eventName, { bubbles: true, composed: true, cancelable: true });
    this.personaId = personaId;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-persona': AgentChatPersonaEvent;
  }
}
