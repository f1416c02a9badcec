import type { StopMode } from '@agent-chat/protocol';

/** A person sends what the composer holds. Cancelable: then nothing is sent, and the text stays. */
export class AgentChatSubmitEvent extends Event {
  static readonly eventName = 'agent-chat-submit';
  /** Without white space at its ends; never empty. */
  readonly text: string;

  constructor(text: string) {
    super(AgentChatSubmitEvent.eventName, { bubbles: true, composed: true, cancelable: true });
    this.text = text;
  }
}

/** A person stops the agent's turn. Cancelable. */
export class AgentChatStopEvent extends Event {
  static readonly eventName = 'agent-chat-stop';
  /** `graceful` lets the sentence or the tool end; a second press is `hard`. */
  readonly mode: StopMode;

  constructor(mode: StopMode) {
    super(AgentChatStopEvent.eventName, { bubbles: true, composed: true, cancelable: true });
    this.mode = mode;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-submit': AgentChatSubmitEvent;
    'agent-chat-stop': AgentChatStopEvent;
  }
}
