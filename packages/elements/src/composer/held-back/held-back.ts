import { type AttachmentPart, isKnownPart, textOf } from '@agent-chat/protocol';
import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { clockIcon } from '../../icons/icons.js';
import { formatDuration } from '../../messages/format-time.js';
import { addStyles } from '../../popup/adopt-styles.js';
import type { ComposerHost } from '../composer-host.js';
import type { HeldBackMessage } from '../composer-state.js';
import { heldBackStyles } from './held-back.styles.js';

const TICK_MS = 1_000;

/** Gives a message back to the person who wrote it. */
export type TakeBack = (clientRequestId: string, text: string, files: readonly AttachmentPart[]) => void;

/**
 * Says when a message that the server does not take for now is sent by itself. Until then a person
 * can have it back.
 */
export class HeldBack implements ReactiveController {
  readonly #host: ComposerHost;
  readonly #takeBack: TakeBack;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ComposerHost, takeBack: TakeBack) {
    this.#host = host;
    this.#takeBack = takeBack;
    addStyles(host.element.renderRoot, heldBackStyles);
    host.element.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  hostUpdated(): void {
    clearTimeout(this.#timer);
    const message = this.#host.state?.heldBack ?? null;
    if (message === null) return;
    const leftMs = message.retryAt - Date.now();
    if (leftMs <= 0) return;
    const toNextSecondMs = leftMs % TICK_MS || TICK_MS;
    this.#timer = setTimeout(() => this.#host.element.requestUpdate(), toNextSecondMs);
  }

  #giveBack({ clientRequestId, parts }: HeldBackMessage): void {
    const files = parts.flatMap((part) => (isKnownPart(part) && part.type === 'attachment' ? part : []));
    this.#takeBack(clientRequestId, textOf(parts), files);
  }

  /** What is spoken, once for each wait; what counts down is for eyes. */
  get words(): string {
    const message = this.#host.state?.heldBack ?? null;
    return message === null ? '' : this.#because(message) + this.#host.text.messages.heldBackHint;
  }

  /** Whoever did nothing wrong is not told off. */
  #because({ isTooMuch }: HeldBackMessage): string {
    return isTooMuch ? `${this.#host.text.messages.heldBack} ` : '';
  }

  render(): unknown {
    const message = this.#host.state?.heldBack ?? null;
    return message === null ? nothing : this.#renderStrip(message);
  }

  #renderStrip(message: HeldBackMessage): TemplateResult {
    const { messages, locale } = this.#host.text;
    const leftMs = Math.ceil((message.retryAt - Date.now()) / TICK_MS) * TICK_MS;
    const when =
      leftMs > 0 ? messages.heldBackUntil(formatDuration(leftMs, locale)) : messages.heldBackSendsNow;
    return html`<div class="held-back" part="held-back">
      ${clockIcon}
      <span class="held-back-words">${this.#because(message)}<span class="countdown">${when}</span></span>
      <button type="button" class="button" part="take-back" @click=${() => this.#giveBack(message)}>
        ${messages.heldBackEdit}
      </button>
    </div>`;
  }
}
