import { INTENT } from '../context/intent.js';

/** A person chooses another model. Cancelable: then the present one stays. */
export class AgentChatSetModelEvent extends Event {
  static readonly eventName = 'agent-chat-set-model';
  /** The name of the model; `null`: whichever the agents use by themselves. */
  readonly model: string | null;

  constructor(model: string | null) {
    super(AgentChatSetModelEvent.eventName, INTENT);
    this.model = model;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-set-model': AgentChatSetModelEvent;
  }
}
