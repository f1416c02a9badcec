import type { ConversationRecord } from '@agent-chat/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { isForInputMethod } from '../context/input-method.js';
import type { ConversationListStatus, OlderConversations } from '../conversation-list/conversation-list.js';
import type { MessageTable } from '../messages/message-table.js';
import { FRAME_PARTS } from '../parts/frame-parts.js';
import type { ChatSettings } from '../settings/settings.js';
import type { ChatActions } from './chat-actions.js';

export interface ListPanelView {
  readonly conversations: readonly ConversationRecord[];
  readonly status: ConversationListStatus;
  readonly older: OlderConversations;
  readonly current: string | null;
  readonly isShown: boolean;
  /** It lies over the conversation rather than beside it. */
  readonly isOver: boolean;
  readonly noRename: boolean;
  /** Something else lies over it. */
  readonly isCovered: boolean;
}

/** The list of conversations, beside the conversation or over it. */
export function renderListPanel(
  view: ListPanelView,
  actions: ChatActions,
  messages: MessageTable,
): TemplateResult {
  const { isOver } = view;
  return html`<div
    class="side ${isOver ? 'over' : ''}"
    part=${ifDefined(isOver ? 'panel' : undefined)}
    role=${isOver ? 'dialog' : 'navigation'}
    aria-modal=${ifDefined(isOver ? 'true' : undefined)}
    aria-label=${messages.conversations}
    ?hidden=${!view.isShown}
    .inert=${view.isCovered}
    @keydown=${isOver ? closeOnEscape(actions.onClose) : nothing}
  >
    <agent-conversation-list
      part="conversations"
      exportparts=${FRAME_PARTS['agent-conversation-list']}
      ?data-panel=${isOver}
      .conversations=${view.conversations}
      .status=${view.status}
      .older=${view.older}
      .current=${view.current}
      .closable=${isOver}
      .noRename=${view.noRename}
      @agent-chat-select-conversation=${actions.onSelect}
      @agent-chat-rename-conversation=${actions.onRename}
      @agent-chat-new-conversation=${actions.onNewInList}
      @agent-chat-close=${actions.onClose}
      @agent-chat-retry-list=${actions.onRetryList}
      @agent-chat-older-list=${actions.onOlderInList}
    ></agent-conversation-list>
  </div>`;
}

export function renderSettingsPanel(
  settings: ChatSettings,
  actions: ChatActions,
  messages: MessageTable,
): TemplateResult {
  return html`<div
    class="sheet"
    part="panel"
    role="dialog"
    aria-modal="true"
    aria-label=${messages.settings}
    @keydown=${closeOnEscape(actions.onClose)}
  >
    <agent-chat-settings
      part="settings"
      exportparts=${FRAME_PARTS['agent-chat-settings']}
      data-panel
      .settings=${settings}
      @agent-chat-settings=${actions.onSettings}
      @agent-chat-close=${actions.onClose}
    ></agent-chat-settings>
  </div>`;
}

function closeOnEscape(close: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Escape' || isForInputMethod(event)) return;
    event.stopPropagation();
    close();
  };
}
