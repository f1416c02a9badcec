import { html, nothing, type TemplateResult } from 'lit';
import { downloadIcon, newChatIcon, panelIcon, settingsIcon, sparkIcon } from '../icons/icons.js';
import type { MenuItem } from '../menu/menu.js';
import type { MessageTable } from '../messages/message-table.js';
import { FRAME_PARTS } from '../parts/frame-parts.js';
import type { ChatActions } from './chat-actions.js';

export interface HeaderView {
  readonly title: string;
  /** Of the interface record; `null` for our own mark. */
  readonly iconUrl: string | null;
  /** Who answers for the conversation's life; `null`: nobody has been chosen, or one still may. */
  readonly persona: string | null;
  /** Whether the person has several conversations, and whether their list is shown. */
  readonly list: { readonly isShown: boolean } | null;
  readonly canBegin: boolean;
  readonly canSave: boolean;
}

/** Title and what can be done with the conversation as a whole. */
export function renderHeader(view: HeaderView, actions: ChatActions, messages: MessageTable): TemplateResult {
  // No landmark: a page has one banner, and that is its own.
  return html`<header role="none" part="header">
    ${view.list === null ? nothing : renderListButton(view.list.isShown, actions, messages)}
    <span class="mark" part="mark-icon"><slot name="icon">${renderMark(view.iconUrl)}</slot></span>
    <slot name="header"><h2 class="title" part="title" dir="auto">${view.title}</h2></slot>
    ${view.persona === null ? nothing : html`<span class="persona" part="persona-name" dir="auto">${view.persona}</span>`}
    <span class="header-actions">
      <slot name="header-actions"></slot>
      ${view.canBegin ? renderNewButton(actions, messages) : nothing}
      <agent-menu
        class="menu"
        exportparts=${FRAME_PARTS['agent-menu']}
        .label=${messages.menu}
        .items=${menuItems(view, messages)}
        @agent-chat-menu=${actions.onMenu}
      ></agent-menu>
    </span>
  </header>`;
}

/** The picture of an interface, else ours. One that cannot be loaded makes room for ours as well. */
export function renderMark(iconUrl: string | null): unknown {
  if (iconUrl === null) return sparkIcon;
  return html`<span class="fallback-mark">${sparkIcon}</span
    ><img
      src=${iconUrl}
      alt=""
      referrerpolicy="no-referrer"
      @error=${(event: Event) => (event.target as HTMLElement).classList.add('failed')}
    />`;
}

function renderListButton(isShown: boolean, actions: ChatActions, messages: MessageTable): TemplateResult {
  return html`<button
    type="button"
    class="icon-button"
    part="conversations-button"
    aria-label=${messages.conversations}
    title=${messages.conversations}
    aria-expanded=${isShown ? 'true' : 'false'}
    @click=${actions.onList}
  >
    ${panelIcon}
  </button>`;
}

function renderNewButton(actions: ChatActions, messages: MessageTable): TemplateResult {
  return html`<button
    type="button"
    class="icon-button"
    part="new-conversation"
    aria-label=${messages.newConversation}
    title=${messages.newConversation}
    @click=${actions.onNew}
  >
    ${newChatIcon}
  </button>`;
}

function menuItems({ canSave }: HeaderView, messages: MessageTable): readonly MenuItem[] {
  return [
    { id: 'settings', label: messages.settings, icon: settingsIcon },
    ...(canSave
      ? [
          { id: 'markdown', label: messages.saveAsMarkdown, icon: downloadIcon, divided: true },
          { id: 'html', label: messages.saveAsPage, icon: downloadIcon },
          { id: 'json', label: messages.saveAsJson, icon: downloadIcon },
        ]
      : []),
  ];
}
