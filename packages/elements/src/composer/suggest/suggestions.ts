import { ContextConsumer } from '@lit/context';
import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { indexAfterKey } from '../../choice/choice-keys.js';
import { viewerContext } from '../../context/contexts.js';
import { atIcon, slashIcon } from '../../icons/control-icons.js';
import { addStyles } from '../../popup/adopt-styles.js';
import { panelStyles } from '../../popup/panel.styles.js';
import { keepBeside } from '../../popup/keep-beside.js';
import { placePanel } from '../../popup/place-panel.js';
import { chooseCommand } from '../choose-command.js';
import type { ComposerHost } from '../composer-host.js';
import { type Suggestion, suggestCommands, suggestMentions } from './find-suggestions.js';
import { findTrigger, rangeOf, type Trigger } from './find-trigger.js';
import { suggestionStyles } from './suggestions.styles.js';

/** In CSS pixels: wider ones are hard to read. */
const MAX_WIDTH = 480;

/**
 * The list that completes a `/command` or a `@mention` while it is typed. The field keeps the focus:
 * the list is its listbox, and the one that is looked at its active descendant.
 */
export class Suggestions implements ReactiveController {
  readonly #host: ComposerHost;
  readonly #viewer: ContextConsumer<typeof viewerContext, ComposerHost['element']>;
  #trigger: Trigger | null = null;
  #shown: readonly Suggestion[] = [];
  #active = 0;
  /** Where the word begins whose list was closed: it stays closed for this word. */
  #dismissed: number | null = null;

  constructor(host: ComposerHost) {
    this.#host = host;
    addStyles(host.element.renderRoot, panelStyles, suggestionStyles);
    this.#viewer = new ContextConsumer(host.element, { context: viewerContext, subscribe: true });
    host.element.addController(this);
    this.look();
  }

  get isOpen(): boolean {
    return this.#shown.length > 0;
  }

  /** The id of the one that is looked at, for the field. */
  get activeId(): string | null {
    return this.isOpen ? `suggestion-${this.#active}` : null;
  }

  hostUpdated(): void {
    const panel = this.#host.element.renderRoot.querySelector<HTMLElement>('.suggestions');
    const { box } = this.#host;
    // An update may come when the composer has gone from the page already.
    if (panel?.isConnected !== true || box === null) return;
    panel.style.width = `${Math.min(MAX_WIDTH, box.getBoundingClientRect().width)}px`;
    if (!panel.matches(':popover-open')) {
      panel.showPopover();
      keepBeside(panel, box, 'above', () => this.close());
    } else placePanel(panel, box, 'above');
    panel.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }

  hostDisconnected(): void {
    this.close();
  }

  /** The text or the cursor may have changed. */
  look(): void {
    const { field, value } = this.#host;
    const trigger =
      field === null || field.selectionStart !== field.selectionEnd
        ? null
        : findTrigger(value, field.selectionStart);
    if (trigger?.start !== this.#dismissed) this.#dismissed = null;
    const isSame = trigger?.query === this.#trigger?.query && trigger?.start === this.#trigger?.start;
    this.#trigger = trigger;
    this.#shown = trigger === null || this.#dismissed !== null ? [] : this.#find(trigger);
    this.#active = isSame ? Math.min(this.#active, Math.max(0, this.#shown.length - 1)) : 0;
    this.#host.element.requestUpdate();
  }

  close(): void {
    if (!this.isOpen) return;
    this.#shown = [];
    this.#host.element.requestUpdate();
  }

  /** Whether the key was meant for the list. */
  take(event: KeyboardEvent): boolean {
    if (!this.isOpen || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    const next = event.key.startsWith('Arrow')
      ? indexAfterKey(event.key, this.#active, this.#shown.length)
      : null;
    if (next !== null) this.#active = next;
    else if (event.key === 'Enter' || event.key === 'Tab') this.#choose(this.#active);
    else if (event.key === 'Escape') this.#dismiss();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    this.#host.element.requestUpdate();
    return true;
  }

  #find({ kind, query }: Trigger): readonly Suggestion[] {
    const { commands, state } = this.#host;
    if (kind === 'command') return suggestCommands(query, commands);
    return suggestMentions(query, state?.participants ?? [], this.#viewer.value?.participantId);
  }

  #dismiss(): void {
    this.#dismissed = this.#trigger?.start ?? null;
    this.close();
  }

  #choose(index: number): void {
    const suggestion = this.#shown[index];
    const trigger = this.#trigger;
    this.close();
    if (suggestion === undefined || trigger === null) return;
    const { command, spelling } = suggestion;
    const { value } = this.#host;
    const typed = rangeOf(trigger, value, command?.name ?? spelling);
    if (command !== null) {
      chooseCommand(this.#host, command, typed);
      return;
    }
    const space = value[typed.end] === ' ' ? 1 : 0;
    this.#host.write(`@${spelling} `, { start: typed.start, end: typed.end + space });
  }

  render(): TemplateResult {
    const { messages } = this.#host.text;
    return html`<div class="visually-hidden" role="status">
        ${this.isOpen ? messages.suggestionCount(this.#shown.length) : ''}
      </div>
      ${this.isOpen && this.#trigger !== null ? this.#renderPanel(this.#trigger.kind) : nothing}`;
  }

  #renderPanel(kind: Trigger['kind']): TemplateResult {
    const { messages } = this.#host.text;
    return html`<div
      id="suggestions"
      class="panel suggestions ${kind}"
      part="suggestions"
      .popover=${'manual'}
      role="listbox"
      aria-label=${kind === 'command' ? messages.commands : messages.mentions}
      @pointerdown=${(event: Event) => event.preventDefault()}
    >
      ${this.#shown.map((suggestion, index) => this.#renderOption(suggestion, index, kind))}
    </div>`;
  }

  #renderOption({ label, detail, symbol }: Suggestion, index: number, kind: Trigger['kind']): TemplateResult {
    const isActive = index === this.#active;
    // eslint-disable-next-line lit-a11y/click-events-have-key-events -- the keys are the field's
    return html`<div
      role="option"
      part="suggestion"
      id="suggestion-${index}"
      class="option ${isActive ? 'active' : ''}"
      aria-selected=${isActive ? 'true' : 'false'}
      @pointermove=${() => this.#look(index)}
      @click=${() => this.#choose(index)}
    >
      <span class="symbol" aria-hidden="true">${symbol ?? (kind === 'command' ? slashIcon : atIcon)}</span
      ><span class="option-text"
        ><span class="option-label" dir="auto">${label}</span><span class="option-detail" dir="auto">${detail}</span></span
      >
    </div>`;
  }

  #look(index: number): void {
    if (this.#active === index) return;
    this.#active = index;
    this.#host.element.requestUpdate();
  }
}
