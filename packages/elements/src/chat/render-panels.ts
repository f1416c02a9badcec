import type { ConversationRecord } from '@agent-chat/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { ConversationListStatus } from '../conversation-list/conversation-list.js';
import type {
  AgentChatRenameConversationEvent,
  AgentChatSelectConversationEvent,
} from '../conversation-list/conversation-list.events.js';
import type { MessageTable } from '../messages/message-table.js';
import type { ChatSettings } from '../settings/settings.js';
import type { AgentChatSettingsEvent } from '../settings/settings.events.js';

export interface ListPanelView {
  readonly conversations: readonly ConversationRecord[];
  readonly status: ConversationListStatus;
  readonly current: string | null;
  readonly isShown: boolean;
  /** It lies over the conversation rather than beside it. */
  readonly isOver: boolean;
  /** Something else lies over it. */
  readonly isCovered: boolean;
  readonly onSelect: (event: AgentChatSelectConversationEvent) => void;
  readonly onRename: (event: AgentChatRenameConversationEvent) => void;
  readonly onNew: (event: Event) => void;
  readonly onRetry: () => void;
  readonly onClose: () => void;
}

/** The list of conversations, beside the conversation or over it. */
export function renderListPanel(view: ListPanelView, messages: MessageTable): TemplateResult {
  const { isOver } = view;
  return html`<div
    class="side ${isOver ? 'over' : ''}"
    part=${ifDefined(isOver ? 'panel' : undefined)}
    role=${isOver ? 'dialog' : 'navigation'}
    aria-modal=${ifDefined(isOver ? 'true' : undefined)}
    aria-label=${messages.conversations}
    ?hidden=${!view.isShown}
    .inert=${view.isCovered}
    @keydown=${isOver ? closeOnEscape(view.onClose) : nothing}
  >
    <agent-conversation-list
      part="conversations"
      exportparts="list-title, list-new, search, group, conversation, rename"
      ?data-panel=${isOver}
      .conversations=${view.conversations}
      .status=${view.status}
      .current=${view.current}
      .closable=${isOver}
      @agent-chat-select-conversation=${view.onSelect}
      @agent-chat-rename-conversation=${view.onRename}
      @agent-chat-new-conversation=${view.onNew}
      @agent-chat-close=${view.onClose}
      @agent-chat-retry-list=${view.onRetry}
    ></agent-conversation-list>
  </div>`;
}

export interface SettingsPanelView {
  readonly settings: ChatSettings;
  readonly onSettings: (event: AgentChatSettingsEvent) => void;
  readonly onClose: () => void;
}

export function renderSettingsPanel(view: SettingsPanelView, messages: MessageTable): TemplateResult {
  return html`<div
    class="sheet"
    part="panel"
    role="dialog"
    aria-modal="true"
    aria-label=${messages.settings}
    @keydown=${closeOnEscape(view.onClose)}
  >
    <agent-chat-settings
      part="settings"
      exportparts="settings-head, setting, choice"
      data-panel
      .settings=${view.settings}
      @agent-chat-settings=${view.onSettings}
      @agent-chat-close=${view.onClose}
    ></agent-chat-settings>
  </div>`;
}

function closeOnEscape(close: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  };
}
