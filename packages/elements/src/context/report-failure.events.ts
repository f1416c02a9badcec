import type { ErrorBody } from '@agent-chat/protocol';

/** A command or a session failed. What can be done about it is on the screen as well. */
export class AgentChatErrorEvent extends Event {
  static readonly eventName = 'agent-chat-error';
  readonly error: ErrorBody;

  constructor(error: ErrorBody) {
    super(AgentChatErrorEvent.eventName, { bubbles: true, composed: true });
    this.error = error;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-error': AgentChatErrorEvent;
  }
}
