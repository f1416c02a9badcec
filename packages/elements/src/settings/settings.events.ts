import type { ChatSettings } from './settings.js';

/** A person has changed a setting. */
export class AgentChatSettingsEvent extends Event {
  static readonly eventName = 'agent-chat-settings';
  /** All of them, as they are now. */
  readonly settings: ChatSettings;

  constructor(settings: ChatSettings) {
    super(AgentChatSettingsEvent.eventName, { bubbles: true, composed: true });
    this.settings = settings;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-settings': AgentChatSettingsEvent;
  }
}
