import { html, nothing } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive } from 'lit/directive.js';
import type { MessageTable } from '../messages/message-table.js';
import { beginningOf } from '../tool-call/inert-text.js';
import { growingText } from './growing-text.js';

/** So many characters are shown until the reader asks for more, and so many more each time. */
const PIECE = 50_000;

/**
 * Plain text of any length, with a button that shows more of one of hundreds of pages: laid out at
 * once it would stop the page for seconds. It needs the styles of buttons.
 */
class LongText extends AsyncDirective {
  #text = '';
  #shown = PIECE;

  render(text: string, messages: MessageTable): unknown {
    if (!text.startsWith(this.#text)) this.#shown = PIECE;
    this.#text = text;
    const hidden = text.length - this.#shown;
    return html`${growingText(beginningOf(text, this.#shown))}${
      hidden <= 0
        ? nothing
        : html`<button
            type="button"
            class="button more-text"
            part="more"
            @click=${({ currentTarget }: Event) => this.#showMore(currentTarget as HTMLElement, messages)}
          >${messages.showMoreText(Math.ceil(hidden / 1_000))}</button>`
    }`;
  }

  #showMore(button: HTMLElement, messages: MessageTable): void {
    const box = button.parentElement;
    this.#shown += PIECE;
    this.setValue(this.render(this.#text, messages));
    if (button.isConnected || box === null) return;
    // Whoever has pressed it goes on from where it was.
    box.tabIndex = -1;
    box.focus({ preventScroll: true });
  }
}

export const longText = directive(LongText);
