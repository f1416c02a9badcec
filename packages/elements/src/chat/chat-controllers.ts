import type { ChatClient } from '@agent-chat/client';
import type { LitElement } from 'lit';
import { noticeAnswer } from './answer-notice.js';
import { AppearanceController } from './appearance-controller.js';
import { AgentChatAnswerEvent, AgentChatReadyEvent } from './chat.events.js';
import { ConversationSource, type SourceWishes } from './conversation-source.js';
import { PanelsController } from './panels-controller.js';
import { SaveController } from './save-controller.js';

/** What keeps the state of a chat, beside the elements in it. */
export interface ChatControllers {
  readonly source: ConversationSource;
  readonly looks: AppearanceController;
  readonly saver: SaveController;
  readonly panels: PanelsController;
}

export function chatControllers(host: LitElement & SourceWishes): ChatControllers {
  const looks = new AppearanceController(host);
  const source = new ConversationSource(host, (parts) => {
    host.dispatchEvent(new AgentChatAnswerEvent(parts));
    noticeAnswer(host, looks.settings, looks.text, parts);
  });
  let told: ChatClient | null = null;
  host.addController({
    hostUpdated() {
      const { client } = source;
      // Who comes back to it before another one is there knows it.
      if (client === null || client === told) return;
      told = client;
      host.dispatchEvent(new AgentChatReadyEvent(client));
    },
  });
  return {
    source,
    looks,
    saver: new SaveController(host),
    panels: new PanelsController(host),
  };
}
