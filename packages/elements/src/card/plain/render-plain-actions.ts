import type { CardAction } from '@agent-chat/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { alertIcon, checkIcon } from '../../icons/icons.js';
import type { MessageTable } from '../../messages/message-table.js';
import { visibleControls } from '../../tool-call/inert-text.js';
import type { PressedButton } from '../card-slice.js';
import { nameWords } from './plain-card.js';

export interface ActionsView {
  readonly messages: MessageTable;
  /** The button that was pressed last; `null`: none. */
  readonly pressed: PressedButton | null;
  readonly isOpen: boolean;
  readonly onPress: (action: CardAction) => void;
}

/** The buttons of a card or of one entry of it. */
export function renderActions(
  actions: readonly CardAction[],
  { pressed, isOpen, onPress }: ActionsView,
): unknown {
  if (actions.length === 0) return nothing;
  const isAtWork = pressed?.outcome === null;
  return html`<div class="actions" part="actions">
    ${actions.map(
      (action) =>
        html`<button
          type="button"
          part="action"
          class="button ${action.style ?? ''}"
          ?disabled=${!isOpen}
          aria-disabled=${isAtWork ? 'true' : 'false'}
          @click=${() => onPress(action)}
        >
          <bdi>${labelOf(action)}</bdi>
        </button>`,
    )}
  </div>`;
}

/** What became of the button that was pressed last. */
export function renderOutcome(
  all: readonly CardAction[],
  { pressed, messages }: ActionsView,
): TemplateResult {
  return html`<div role="status">
    ${pressed === null ? nothing : html`<p class="outcome">${outcomeOf(pressed, all, messages)}</p>`}
  </div>`;
}

function outcomeOf(
  { actionId, outcome, message }: PressedButton,
  all: readonly CardAction[],
  messages: MessageTable,
): TemplateResult {
  const action = all.find((one) => one.actionId === actionId);
  const name = html`<bdi>${action === undefined ? nameWords(visibleControls(actionId)) : labelOf(action)}</bdi>`;
  if (outcome === null)
    return html`<span class="spinner"></span><span>${name} · ${messages.toolRunning}</span>`;
  const why = message === '' ? nothing : html`: <bdi>${visibleControls(message)}</bdi>`;
  if (outcome === 'done') return html`${checkIcon}<span>${name} · ${messages.toolDone}${why}</span>`;
  const words = outcome === 'declined' ? messages.actionDeclined : messages.actionFailed;
  return html`${alertIcon}<span>${name} · ${words}${why}</span>`;
}

function labelOf({ label, actionId }: CardAction): string {
  return visibleControls(label.trim() === '' ? actionId : label);
}
