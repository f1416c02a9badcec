import { INTENT } from '../context/intent.js';

/** A person wants a text on the clipboard. Cancelable: then nothing is copied. */
export class AgentChatCopyEvent extends Event {
  static readonly eventName = 'agent-chat-copy';
  readonly text: string;

  constructor(text: string) {
    super(AgentChatCopyEvent.eventName, INTENT);
    this.text = text;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-copy': AgentChatCopyEvent;
  }
}
