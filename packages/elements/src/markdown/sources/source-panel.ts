import type { Citation } from '@agent-chat/protocol';
import { html, nothing, render, type TemplateResult } from 'lit';
import { chevronIcon, closeIcon } from '../../icons/icons.js';
import type { MessageTable } from '../../messages/message-table.js';
import { addStyles } from '../../popup/adopt-styles.js';
import { panelStyles } from '../../popup/panel.styles.js';
import { keepBeside } from '../../popup/keep-beside.js';
import { visibleControls } from '../../tool-call/inert-text.js';
import { destination } from '../link-deception.js';
import { safeUrl } from '../safe-url.js';
import { sourcePanelStyles } from './source-panel.styles.js';

/** What the panel needs to know of the text that cites. */
export interface SourcePanelView {
  readonly citations: readonly Citation[];
  readonly baseUrl: string | undefined;
  readonly messages: MessageTable;
}

/**
 * What one source says, over the text and in the top layer. It takes the focus, and gives it back to
 * the chip that opened it; Escape and a press outside close it, and so does scrolling the chip out of
 * sight. What it shows comes from a conversation: it is text, and its address passes the same gate as
 * every link.
 */
export class SourcePanel {
  readonly #root: ShadowRoot;
  readonly #panel = document.createElement('div');
  #view: SourcePanelView | null = null;
  #index = 0;
  #opener: HTMLElement | null = null;
  #leave: (() => void) | null = null;

  constructor(root: ShadowRoot) {
    this.#root = root;
    addStyles(root, panelStyles, sourcePanelStyles);
    const panel = this.#panel;
    panel.className = 'panel source-panel';
    panel.setAttribute('part', 'source-panel');
    panel.setAttribute('role', 'dialog');
    panel.tabIndex = -1;
    panel.popover = 'auto';
    panel.addEventListener('beforetoggle', this.#onToggle);
    panel.addEventListener('focusout', this.#onFocusout);
    panel.addEventListener('keydown', this.#onKeydown);
    root.append(panel);
  }

  /** Shows the source with this marker, beside the chip that was pressed; pressed again, it closes. */
  open(marker: string, opener: HTMLElement, view: SourcePanelView): void {
    const index = view.citations.findIndex((citation) => citation.marker === marker);
    if (index < 0) return;
    if (this.#panel.matches(':popover-open')) this.#panel.hidePopover();
    this.#view = view;
    this.#opener = opener;
    this.#show(index);
    this.#panel.showPopover();
    this.#leave = keepBeside(this.#panel, opener, 'above', () => this.close());
    opener.ariaExpanded = 'true';
    this.#panel.focus({ preventScroll: true });
  }

  /** Closes it; where the focus is in it, that goes back to the chip. Out of the page no event says that it did. */
  close(): void {
    if (!this.#panel.matches(':popover-open')) return this.#onClosed();
    const hasFocus = this.#panel.contains(this.#root.activeElement);
    const opener = this.#opener;
    this.#panel.hidePopover();
    if (hasFocus) opener?.focus({ preventScroll: true });
  }

  /** Also when the browser closes it, after a press outside. */
  readonly #onToggle = (event: Event): void => {
    if ((event as ToggleEvent).newState !== 'open') this.#onClosed();
  };

  #onClosed(): void {
    this.#leave?.();
    if (this.#opener !== null) this.#opener.ariaExpanded = 'false';
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  };

  readonly #onFocusout = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget instanceof Node && !this.#panel.contains(relatedTarget)) this.#panel.hidePopover();
  };

  #show(index: number): void {
    const view = this.#view;
    const citation = view?.citations[index];
    if (view === null || citation === undefined) return;
    this.#index = index;
    this.#panel.setAttribute(
      'aria-label',
      view.messages.source(inert(citation.marker), inert(citation.title)),
    );
    render(this.#render(citation, view), this.#panel);
  }

  readonly #step = (by: 1 | -1): void => {
    this.#show(this.#index + by);
    const { activeElement } = this.#root;
    // A button that was pressed to the end can be pressed no more.
    if (activeElement === null || activeElement.matches(':disabled')) this.#panel.focus();
  };

  #render({ marker, title, url: address, excerpt }: Citation, view: SourcePanelView): TemplateResult {
    const { messages, citations } = view;
    const url = address === undefined ? null : safeUrl(address, view.baseUrl);
    return html`<div class="source-head">
        <span class="source-marker">${inert(marker)}</span>
        <span class="source-place" role="status">${messages.sourceOf(this.#index + 1, citations.length)}</span>
        ${citations.length > 1 ? this.#renderSteps(citations.length, messages) : nothing}
        <button type="button" aria-label=${messages.close} title=${messages.close} @click=${() => this.close()}>
          ${closeIcon}
        </button>
      </div>
      <p class="source-name">${inert(title)}</p>
      ${excerpt === undefined ? nothing : html`<p class="source-excerpt" tabindex="0">${inert(excerpt)}</p>`}
      ${
        url === null
          ? html`<p class="source-refused">${address === undefined ? messages.sourceWithoutLink : messages.sourceRefused}</p>`
          : html`<a class="source-open" part="source-link" href=${url.href} target="_blank" rel="noopener noreferrer"
            ><span>${messages.sourceOpen}</span> <span class="source-host" dir="ltr">${destination(url)}</span
            ><span class="visually-hidden">${messages.opensInNewTab}</span></a
          >`
      }`;
  }

  #renderSteps(count: number, messages: MessageTable): TemplateResult {
    return html`<button
        type="button"
        class="earlier"
        aria-label=${messages.sourceEarlier}
        title=${messages.sourceEarlier}
        ?disabled=${this.#index === 0}
        @click=${() => this.#step(-1)}
      >
        ${chevronIcon}</button
      ><button
        type="button"
        class="later"
        aria-label=${messages.sourceLater}
        title=${messages.sourceLater}
        ?disabled=${this.#index === count - 1}
        @click=${() => this.#step(1)}
      >
        ${chevronIcon}
      </button>`;
  }
}

function inert(text: string): string {
  return visibleControls(text);
}
