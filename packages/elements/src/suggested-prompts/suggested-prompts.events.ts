import { INTENT } from '../context/intent.js';

/** A person picks a suggested prompt. Cancelable: then it is not sent. */
export class AgentChatPromptEvent extends Event {
  static readonly eventName = 'agent-chat-prompt';
  readonly text: string;

  constructor(text: string) {
    super(AgentChatPromptEvent.eventName, INTENT);
    this.text = text;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-prompt': AgentChatPromptEvent;
  }
}
