/** An entry of a menu was chosen. */
export class AgentChatMenuEvent extends Event {
  static readonly eventName = 'agent-chat-menu';
  /** The `id` of the entry. */
  readonly item: string;

  constructor(item: string) {
    super(AgentChatMenuEvent.eventName, { bubbles: true, composed: true });
    this.item = item;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-menu': AgentChatMenuEvent;
  }
}
