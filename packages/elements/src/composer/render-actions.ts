import { html, nothing, type TemplateResult } from 'lit';
import { arrowUpIcon, stopIcon } from '../icons/icons.js';
import type { MessageTable } from '../messages/message-table.js';
import type { ComposerCommand } from './composer-commands.js';

export interface SendView {
  readonly isAgentsTurn: boolean;
  readonly canSend: boolean;
  readonly isEmpty: boolean;
  /** A message is under way to the server. */
  readonly isSending: boolean;
}

/** While an agent answers, sending is offered only when there is something to send. */
export function renderSend(
  { isAgentsTurn, canSend, isEmpty, isSending }: SendView,
  messages: MessageTable,
): unknown {
  if (isAgentsTurn && isEmpty) return nothing;
  const label = isAgentsTurn ? messages.sendQueued : messages.send;
  const isBusy = isSending && isEmpty;
  return html`<button
    type="submit"
    class="round send ${isBusy ? 'busy' : ''}"
    part="send"
    aria-label=${label}
    title=${isBusy ? messages.sending : label}
    ?disabled=${!canSend}
  >
    ${arrowUpIcon}
  </button>`;
}

/** The second press is another one: it stops at once, and says so. */
export function renderStop(isStopping: boolean, messages: MessageTable, onStop: () => void): TemplateResult {
  const label = isStopping ? messages.stopNow : messages.stop;
  return html`<span class="stopping" role="status">${isStopping ? messages.stopping : ''}</span
    ><button
      type="button"
      class="round stop ${isStopping ? 'hard' : ''}"
      part="stop"
      aria-label=${label}
      title=${label}
      @click=${onStop}
    >
      ${stopIcon}
    </button>`;
}

/** The commands that are in reach without typing. */
export function renderChips(
  commands: readonly ComposerCommand[],
  isDisabled: boolean,
  messages: MessageTable,
  onChoose: (command: ComposerCommand) => void,
): unknown {
  const chips = commands.filter(({ chip }) => chip === true);
  if (chips.length === 0) return nothing;
  return html`<div class="chips" part="chips" role="group" aria-label=${messages.commands}>
    ${chips.map(
      (command) =>
        html`<button
          type="button"
          class="chip"
          part="chip"
          title=${command.description ?? command.label}
          ?disabled=${isDisabled}
          @click=${() => onChoose(command)}
        >
          ${command.symbol === undefined ? nothing : html`<span aria-hidden="true">${command.symbol}</span>`}${command.label}
        </button>`,
    )}
  </div>`;
}
