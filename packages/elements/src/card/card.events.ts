import { INTENT } from '../context/intent.js';

/** A person presses a button of a card. Cancelable: then nothing is done. */
export class AgentChatCardActionEvent extends Event {
  static readonly eventName = 'agent-chat-card-action';
  /** Of the message that the card is in. */
  readonly messageId: string;
  readonly partId: string;
  readonly actionId: string;
  readonly payload: unknown;

  constructor(messageId: string, partId: string, actionId: string, payload: unknown) {
    super(AgentChatCardActionEvent.eventName, INTENT);
    this.messageId = messageId;
    this.partId = partId;
    this.actionId = actionId;
    this.payload = payload;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-card-action': AgentChatCardActionEvent;
  }
}
