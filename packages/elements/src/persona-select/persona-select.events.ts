import { INTENT } from '../context/intent.js';

/** A person chooses who is to answer. Cancelable: then the present choice stays. */
export class AgentChatPersonaEvent extends Event {
  static readonly eventName = 'agent-chat-persona';
  readonly personaId: string;

  constructor(personaId: string) {
    super(AgentChatPersonaEvent.eventName, INTENT);
    this.personaId = personaId;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-persona': AgentChatPersonaEvent;
  }
}
