import { html, nothing, type TemplateResult } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import type { MessageTable } from '../messages/message-table.js';

export interface FieldView {
  readonly value: string;
  /** Empty: our own. */
  readonly placeholder: string;
  /** Whether it can only be read. */
  readonly isDisabled: boolean;
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

/** So many characters fill the field at its highest, however wide it is. */
const FILLS = 5_000;

/** Has a text that is longer than its twin scroll in the field itself, at the place that is looked at. */
class OwnScroll extends Directive {
  #scrolls = false;

  render(_scrolls: boolean): void {}

  override update({ element: field }: ElementPart, [scrolls]: [boolean]): void {
    const grow = field.parentElement;
    if (grow === null || scrolls === this.#scrolls) return;
    this.#scrolls = scrolls;
    const top = grow.scrollTop + field.scrollTop;
    grow.classList.toggle('long', scrolls);
    (scrolls ? field : grow).scrollTop = top;
  }
}

const ownScroll = directive(OwnScroll);

/**
 * The field, as high as its invisible twin, which holds the same text. What is not part of the text
 * yet is written into the twin alone, behind it. Of a text that fills the field with nothing behind
 * it the twin holds the beginning: all of it would be laid out twice with each key.
 */
export function renderField(view: FieldView, messages: MessageTable): TemplateResult {
  const { value, hint, interim, activeId, isDisabled } = view;
  const ownPlaceholder = isDisabled ? messages.placeholderDisabled : messages.placeholder;
  const ghost = interim === '' ? hint : interim;
  const space = interim === '' || /(^|\s)$/.test(value) ? '' : ' ';
  const isLong = ghost === '' && value.length > FILLS;
  return html`<div class="grow">
    <div class="mirror" dir="auto" aria-hidden="true">${isLong ? value.slice(0, FILLS) : value}<span class="ghost">${space}${ghost}</span>&#8203;</div>
    <textarea
      part="input"
      rows="1"
      .enterKeyHint=${view.enterKey}
      autocomplete="off"
      aria-label=${messages.message}
      aria-disabled=${ifDefined(isDisabled ? 'true' : undefined)}
      ?readonly=${isDisabled}
      aria-describedby="hint"
      aria-autocomplete=${ifDefined(view.completes ? 'list' : undefined)}
      aria-haspopup=${ifDefined(view.completes ? 'listbox' : undefined)}
      aria-controls=${activeId === null ? nothing : 'suggestions'}
      aria-activedescendant=${activeId ?? nothing}
      placeholder=${view.placeholder === '' ? ownPlaceholder : view.placeholder}
      .value=${live(value)}
      @input=${view.onInput}
      @keydown=${view.onKeydown}
      @keyup=${view.onMoved}
      @click=${view.onMoved}
      @paste=${view.onPaste}
      @blur=${view.onBlur}
      ${ownScroll(isLong)}
    ></textarea>
    <span id="hint" class="visually-hidden">${hint === '' ? view.keyHint : `${view.keyHint}. ${hint}`}</span>
  </div>`;
}
