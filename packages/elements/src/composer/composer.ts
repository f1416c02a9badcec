import type { ChatState } from '@agent-chat/client';
import type { StopMode } from '@agent-chat/protocol';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { live } from 'lit/directives/live.js';
import { ChatController } from '../context/chat-controller.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { reportFailure } from '../context/report-failure.js';
import { arrowUpIcon, stopIcon } from '../icons/icons.js';
import type { MessageTable } from '../messages/message-table.js';
import type { SendKey } from '../settings/settings.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { AgentChatStopEvent, AgentChatSubmitEvent } from './composer.events.js';
import { composerStyles } from './composer.styles.js';
import { type DraftText, sessionDraftText } from './draft-text.js';

/** What the composer shows of the state. */
interface ComposerState {
  readonly isAgentsTurn: boolean;
  readonly stop: StopMode | null;
  readonly ended: boolean;
}

/**
 * Where a person writes. It grows with its text, keeps what was not sent while the tab is open, and
 * stops the answer. Enter sends, also while an agent answers: the message then waits for its turn.
 *
 * What is sent before there is a client leaves the field, is shown above it, and is sent, in its
 * order and once, to the first client that comes. When `disabled` is set before that, it comes back
 * to the field. It is kept as long as the element, not over a reload.
 *
 * @element agent-composer
 *
 * @slot actions - Buttons of the page's own, at the start of the row
 *
 * @fires {AgentChatSubmitEvent} agent-chat-submit - Before the text is sent; cancelable
 * @fires {AgentChatStopEvent} agent-chat-stop - Before the answer is stopped; cancelable
 *
 * @csspart box - The frame around everything
 * @csspart input - The text field
 * @csspart send - The button that sends
 * @csspart stop - The button that stops the answer
 * @csspart waiting - What waits for a client
 *
 * @cssproperty [--agent-chat-radius-large] - Roundness of the frame
 * @cssproperty [--agent-chat-border-strong] - Colour of the frame
 * @cssproperty [--agent-chat-accent] - Colour of the button that sends
 */
export class AgentComposer extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [tokenStyles, baseStyles, buttonStyles, composerStyles];

  static override properties: PropertyDeclarations = {
    placeholder: {},
    disabled: { type: Boolean, reflect: true },
    value: { attribute: false },
    sendKey: { attribute: 'send-key' },
    draftText: { attribute: false },
    waiting: { state: true },
  };

  /** Shown while the field is empty. */
  declare placeholder: string;
  /** Whether sending is impossible at the moment. Writing is not. */
  declare disabled: boolean;
  /** The key that sends: `enter` (default; Shift and Enter starts a line), or `mod-enter`, with Ctrl or ⌘. */
  declare sendKey: SendKey;
  /** The text in the field. */
  declare value: string;
  /** Where unsent text is kept. Default: the tab's `sessionStorage`. */
  declare draftText: DraftText;
  /** What was sent before there was a client. */
  declare private waiting: readonly string[];

  readonly #localeText = new LocaleTextController(this);
  readonly #chat = new ChatController(this, selectComposer, isSameComposer);
  #conversationId: string | null = null;

  constructor() {
    super();
    this.placeholder = '';
    this.disabled = false;
    this.value = '';
    this.sendKey = 'enter';
    this.draftText = sessionDraftText;
    this.waiting = [];
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#takeUpConversation();
    this.#settleWaiting();
  }

  #takeUpConversation(): void {
    const conversationId = this.#chat.client?.conversationId ?? null;
    if (conversationId === this.#conversationId) return;
    // What was typed before there was a conversation belongs to the first one.
    const isFirst = this.#conversationId === null;
    this.#conversationId = conversationId;
    if (conversationId === null || (isFirst && this.value !== '')) return;
    this.value = this.draftText.load(conversationId);
  }

  /** Sends what has waited for a client, or gives it back when there will be none. */
  #settleWaiting(): void {
    const texts = this.waiting;
    const { client } = this.#chat;
    if (texts.length === 0 || (client === null && !this.disabled)) return;
    this.waiting = [];
    if (client === null || this.disabled) {
      this.#setValue([...texts, this.value].filter((text) => text !== '').join('\n\n'));
      return;
    }
    for (const text of texts) reportFailure(this, client.sendMessage({ text }));
  }

  get #canSend(): boolean {
    return !this.disabled && this.value.trim() !== '';
  }

  readonly #onInput = (event: Event): void => {
    this.#setValue((event.target as HTMLTextAreaElement).value);
  };

  /** Enter that ends the composition of a word in an input method is not meant for us. */
  readonly #onKeydown = (event: KeyboardEvent): void => {
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || isComposing) return;
    if (this.sendKey === 'mod-enter' && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.submit();
  };

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    this.submit();
    this.focus();
  };

  readonly #onStop = (): void => {
    const mode: StopMode = this.#chat.value?.stop == null ? 'graceful' : 'hard';
    if (!this.dispatchEvent(new AgentChatStopEvent(mode))) return;
    reportFailure(this, this.#chat.client?.stop({ mode }));
  };

  /** A press on the frame is meant for the field. */
  readonly #onBoxPointerdown = (event: PointerEvent): void => {
    if (event.target !== event.currentTarget) return;
    event.preventDefault();
    this.focus();
  };

  #setValue(value: string): void {
    this.value = value;
    if (this.#conversationId !== null) this.draftText.save(this.#conversationId, value);
  }

  /** Sends what is in the field, if it can be sent; without a client as soon as there is one. */
  submit(): void {
    if (!this.#canSend) return;
    const text = this.value.trim();
    if (!this.dispatchEvent(new AgentChatSubmitEvent(text))) return;
    const { client } = this.#chat;
    if (client === null) this.waiting = [...this.waiting, text];
    else reportFailure(this, client.sendMessage({ text }));
    this.#setValue('');
  }

  protected override render(): TemplateResult {
    const { messages } = this.#localeText;
    if (this.#chat.value?.ended === true) return html`<p class="ended">${messages.conversationEnded}</p>`;
    const isAgentsTurn = this.#chat.value?.isAgentsTurn === true;
    return html`<div role="status">${this.waiting.length === 0 ? nothing : this.#renderWaiting(messages)}</div>
    <form class="box" part="box" @submit=${this.#onSubmit} @pointerdown=${this.#onBoxPointerdown}>
      <div class="grow">
        <div class="mirror" aria-hidden="true">${this.value}&#8203;</div>
        <textarea
          part="input"
          rows="1"
          .enterKeyHint=${'send'}
          autocomplete="off"
          dir="auto"
          aria-label=${messages.message}
          aria-describedby="hint"
          placeholder=${this.placeholder === '' ? messages.placeholder : this.placeholder}
          .value=${live(this.value)}
          @input=${this.#onInput}
          @keydown=${this.#onKeydown}
        ></textarea>
      </div>
      <div class="row">
        <slot name="actions"></slot>
        <span id="hint" class="visually-hidden">${this.sendKey === 'enter' ? messages.composerHint : messages.composerHintModEnter}</span>
        <span class="end">${isAgentsTurn ? this.#renderStop(messages) : nothing} ${this.#renderSend(messages)}</span>
      </div>
    </form>`;
  }

  #renderWaiting(messages: MessageTable): TemplateResult {
    return html`<div class="waiting" part="waiting">
      ${this.waiting.map((text) => html`<p class="waiting-text" dir="auto">${text}</p>`)}
      <small>${messages.sentWhenConnected}</small>
    </div>`;
  }

  /** While an agent answers, sending is offered only when there is something to send. */
  #renderSend(messages: MessageTable): unknown {
    const isAgentsTurn = this.#chat.value?.isAgentsTurn === true;
    if (isAgentsTurn && this.value.trim() === '') return nothing;
    const label = isAgentsTurn ? messages.sendQueued : messages.send;
    return html`<button
      type="submit"
      class="round send"
      part="send"
      aria-label=${label}
      title=${label}
      ?disabled=${!this.#canSend}
    >
      ${arrowUpIcon}
    </button>`;
  }

  #renderStop(messages: MessageTable): TemplateResult {
    const isStopping = this.#chat.value?.stop != null;
    const label = isStopping ? messages.stopNow : messages.stop;
    return html`<span class="stopping" role="status">${isStopping ? messages.stopping : ''}</span
      ><button
        type="button"
        class="round stop"
        part="stop"
        aria-label=${label}
        title=${label}
        @click=${this.#onStop}
      >
        ${stopIcon}
      </button>`;
  }
}

function selectComposer({ conversation, pending }: ChatState): ComposerState {
  const control = conversation?.control;
  const turn = control?.openTurn ?? null;
  const owner = control?.participants.find(({ participantId }) => participantId === turn?.owner);
  // The press shows at once, before the log has it.
  const asked = pending.findLast(
    (command) =>
      command.method === 'stop' && command.status === 'sending' && command.params.turn === turn?.turn,
  );
  const askedMode = asked?.method === 'stop' ? (asked.params.mode ?? 'graceful') : null;
  return {
    isAgentsTurn: turn !== null && owner?.kind === 'agent',
    stop: turn?.stop ?? askedMode,
    ended: control?.ended === true,
  };
}

function isSameComposer(a: ComposerState, b: ComposerState): boolean {
  return a.isAgentsTurn === b.isAgentsTurn && a.stop === b.stop && a.ended === b.ended;
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-composer': AgentComposer;
  }
}
