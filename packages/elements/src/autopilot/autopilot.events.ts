import type { AutopilotLevel } from '@agent-chat/protocol';
import { INTENT } from '../context/intent.js';

/** A person changes how much agents may do by themselves. Cancelable: then the level stays. */
export class AgentChatSetAutopilotEvent extends Event {
  static readonly eventName = 'agent-chat-set-autopilot';
  /** `null`: no level, tools run as they were set up. */
  readonly level: AutopilotLevel | null;

  constructor(level: AutopilotLevel | null) {
    super(AgentChatSetAutopilotEvent.eventName, INTENT);
    this.level = level;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-set-autopilot': AgentChatSetAutopilotEvent;
  }
}
