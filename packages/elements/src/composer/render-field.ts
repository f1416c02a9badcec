import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import type { MessageTable } from '../messages/message-table.js';

export interface FieldView {
  readonly value: string;
  /** Empty: our own. */
  readonly placeholder: string;
  /** What Enter does, for the keyboard of a telephone. */
  readonly enterKey: 'send' | 'enter';
  /** The same in words. */
  readonly keyHint: string;
  /** What may be added to the command in the field. */
  readonly hint: string;
  /** What is still being heard. */
  readonly interim: string;
  /** Whether a list completes what is typed. */
  readonly completes: boolean;
  /** The id of the suggestion that is looked at; `null`: the list is closed. */
  readonly activeId: string | null;
  readonly onInput: (event: Event) => void;
  readonly onKeydown: (event: KeyboardEvent) => void;
  /** The cursor may be somewhere else. */
  readonly onMoved: () => void;
  readonly onPaste: (event: ClipboardEvent) => void;
  readonly onBlur: () => void;
}

/**
 * The field, as high as its invisible twin, which holds the same text. What is not part of the text
 * yet is written into the twin alone, behind it.
 */
export function renderField(view: FieldView, messages: MessageTable): TemplateResult {
  const { value, hint, interim, activeId } = view;
  const ghost = interim === '' ? hint : interim;
  const space = interim === '' || /(^|\s)$/.test(value) ? '' : ' ';
  return html`<div class="grow">
    <div class="mirror" dir="auto" aria-hidden="true">${value}<span class="ghost">${space}${ghost}</span>&#8203;</div>
    <textarea
      part="input"
      rows="1"
      .enterKeyHint=${view.enterKey}
      autocomplete="off"
      dir="auto"
      aria-label=${messages.message}
      aria-describedby="hint"
      aria-autocomplete=${ifDefined(view.completes ? 'list' : undefined)}
      aria-haspopup=${ifDefined(view.completes ? 'listbox' : undefined)}
      aria-controls=${activeId === null ? nothing : 'suggestions'}
      aria-activedescendant=${activeId ?? nothing}
      placeholder=${view.placeholder === '' ? messages.placeholder : view.placeholder}
      .value=${live(value)}
      @input=${view.onInput}
      @keydown=${view.onKeydown}
      @keyup=${view.onMoved}
      @click=${view.onMoved}
      @paste=${view.onPaste}
      @blur=${view.onBlur}
    ></textarea>
    <span id="hint" class="visually-hidden">${hint === '' ? view.keyHint : `${view.keyHint}. ${hint}`}</span>
  </div>`;
}
