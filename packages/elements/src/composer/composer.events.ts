import type { Part, StopMode } from '@agent-chat/protocol';
import { INTENT } from '../context/intent.js';

/** A person sends what the composer holds, or a command. Cancelable: then nothing is sent, and what it holds stays. */
export class AgentChatSubmitEvent extends Event {
  static readonly eventName = 'agent-chat-submit';
  /** Without white space at its ends; empty when files go alone. */
  readonly text: string;
  /** What is to be sent: the text, and an `attachment` for each file. */
  readonly parts: readonly Part[];

  constructor(text: string, parts: readonly Part[]) {
    super(AgentChatSubmitEvent.eventName, INTENT);
    this.text = text;
    this.parts = parts;
  }
}

/** A person stops the agent's turn. Cancelable. */
export class AgentChatStopEvent extends Event {
  static readonly eventName = 'agent-chat-stop';
  /** `graceful` lets the sentence or the tool end; a second press is `hard`. */
  readonly mode: StopMode;

  constructor(mode: StopMode) {
    super(AgentChatStopEvent.eventName, INTENT);
    this.mode = mode;
  }
}

/**
 * A person has a command of the page's done. Cancel it to do it: what was typed of it leaves the field,
 * files stay. Else it is sent as a message, `/name` with what stands behind it.
 */
export class AgentChatCommandEvent extends Event {
  static readonly eventName = 'agent-chat-command';
  readonly name: string;
  /** What stands behind the name, without white space at its ends. */
  readonly args: string;

  constructor(name: string, args: string) {
    super(AgentChatCommandEvent.eventName, INTENT);
    this.name = name;
    this.args = args;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-submit': AgentChatSubmitEvent;
    'agent-chat-stop': AgentChatStopEvent;
    'agent-chat-command': AgentChatCommandEvent;
  }
}
